package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * An address that one of a host's networks has given away.
 *
 * @param network name of the libvirt network
 * @param mac in lower case
 * @param address without prefix length
 * @param hostname what the guest called itself; null when it did not
 */
public record Lease(
        String network,
        String mac,
        String address,
        @Nullable String hostname) {}
