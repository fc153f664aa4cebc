package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * An address that a network's DHCP keeps for one interface.
 *
 * @param mac in lower case
 * @param hostname that the network's DNS knows it by; null for none
 */
public record Reservation(
        String mac, String address, @Nullable String hostname) {}
