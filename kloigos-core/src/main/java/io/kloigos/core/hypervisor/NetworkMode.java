package io.kloigos.core.hypervisor;

import java.util.Locale;

/** How a network of ours reaches other networks. */
public enum NetworkMode {
    /** Guests reach out under the host's address. */
    NAT,
    /** Guests reach each other and their host. */
    ISOLATED,
    /** The host routes; others must know the way. */
    ROUTE,
    /** Guests are on a bridge that the host has already. */
    BRIDGE,
    /** Guests are on an Open vSwitch bridge that the host has already. */
    OVS;

    /** The word in JSON and in the database: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether the host makes the bridge, has an address on it, and answers DHCP and DNS there. */
    public boolean isServedByHost() {
        return this == NAT || this == ISOLATED || this == ROUTE;
    }
}
