package io.kloigos.core.hypervisor;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A network as we want it defined.
 *
 * @param owner id of the CMDB that defines it
 * @param bridge the bridge to make, or to use in a mode in which the host has it already
 * @param vlanId the tag of its guests' frames; null for untagged ones
 * @param gateway the host's own address on it; null where the host serves none
 * @param prefix how many bits of it name the network
 * @param dhcp null for no DHCP
 * @param domain the DNS domain of its guests; null for none
 * @param cidr what people say is served there, where the host serves nothing itself; null when nobody does
 * @param createdAt when it was asked for; null when that is not known
 */
public record NetworkSpec(
        UUID networkId,
        String name,
        String owner,
        NetworkMode mode,
        String bridge,
        @Nullable Integer vlanId,
        @Nullable String gateway,
        int prefix,
        @Nullable DhcpRange dhcp,
        @Nullable String domain,
        List<DnsHost> dns,
        @Nullable String cidr,
        @Nullable Instant createdAt) {
    public NetworkSpec {
        dns = List.copyOf(dns);
    }

    /** One of which no more is said. */
    public NetworkSpec(
            UUID networkId,
            String name,
            String owner,
            NetworkMode mode,
            String bridge,
            @Nullable Integer vlanId,
            @Nullable String gateway,
            int prefix,
            @Nullable DhcpRange dhcp,
            @Nullable String domain,
            List<DnsHost> dns) {
        this(networkId, name, owner, mode, bridge, vlanId, gateway, prefix, dhcp, domain, dns, null, null);
    }
}
