package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * Traffic that a guest may have; answers to it are let through as well.
 *
 * @param firstPort of the side that is asked, like {@code lastPort}; null for any
 * @param cidr the other side's addresses, as an IPv4 network; null for any, IPv6 included
 */
public record FilterRule(
        Direction direction,
        Protocol protocol,
        @Nullable Integer firstPort,
        @Nullable Integer lastPort,
        @Nullable String cidr) {
    /** Who begins, as the guest sees it. */
    public enum Direction {
        IN,
        OUT
    }

    /** What is spoken. */
    public enum Protocol {
        TCP,
        UDP,
        ICMP,
        ALL
    }
}
