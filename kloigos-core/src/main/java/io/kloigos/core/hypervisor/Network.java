package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * One libvirt network as a host reports it.
 *
 * @param uuid libvirt's UUID
 * @param cidr the IPv4 network it serves, such as {@code 192.168.122.0/24}; null without an address of its own
 */
public record Network(
        String uuid,
        String name,
        boolean active,
        @Nullable String bridge,
        @Nullable String cidr) {}
