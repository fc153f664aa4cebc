package io.kloigos.core.hypervisor;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One libvirt network as a host reports it.
 *
 * @param uuid libvirt's UUID
 * @param cidr the IPv4 network it serves, such as {@code 192.168.122.0/24}; null without an address of its own
 * @param details what else there is to it; null in what was recorded before that was read
 */
public record Network(
        String uuid,
        String name,
        boolean active,
        @Nullable String bridge,
        @Nullable String cidr,
        @Nullable Details details) {
    /** A network of which no more is known. */
    public Network(String uuid, String name, boolean active, @Nullable String bridge, @Nullable String cidr) {
        this(uuid, name, active, bridge, cidr, null);
    }

    /**
     * What is configured in it.
     *
     * @param mode a word of {@link NetworkMode}, or libvirt's own for one that we do not make
     * @param gateway the host's own address on it
     * @param domain the DNS domain of its guests
     * @param reservations the addresses that its DHCP keeps, in the order of their MAC addresses
     * @param owner the CMDB that defined it; null for one that bears no stamp
     * @param statedCidr what the stamp says is served there, where the host serves nothing itself; null when it says nothing
     * @param createdAt when it was asked for, as the stamp says; null when it does not
     */
    public record Details(
            String mode,
            @Nullable Integer vlanId,
            boolean autostart,
            @Nullable String gateway,
            @Nullable DhcpRange dhcp,
            @Nullable String domain,
            List<DnsHost> dns,
            List<Reservation> reservations,
            @Nullable String owner,
            @Nullable String statedCidr,
            @Nullable Instant createdAt) {
        public Details {
            dns = List.copyOf(dns);
            reservations = List.copyOf(reservations);
        }

        /** Those of a network whose stamp says no more than whose it is. */
        public Details(
                String mode,
                @Nullable Integer vlanId,
                boolean autostart,
                @Nullable String gateway,
                @Nullable DhcpRange dhcp,
                @Nullable String domain,
                List<DnsHost> dns,
                List<Reservation> reservations,
                @Nullable String owner) {
            this(mode, vlanId, autostart, gateway, dhcp, domain, dns, reservations, owner, null, null);
        }
    }

    /** The CMDB that defined it; null for one that bears no stamp, or of which that is not known. */
    public @Nullable String owner() {
        return details == null ? null : details.owner();
    }

    /** The addresses that its DHCP keeps. */
    public List<Reservation> reservations() {
        return details == null ? List.of() : details.reservations();
    }
}
