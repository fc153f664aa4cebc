package io.kloigos.core.network;

import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.NetworkSpec;
import io.kloigos.core.hypervisor.VlanBridge;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is wanted of a network of ours.
 *
 * @param cidr null where the host serves none and nobody said which one it is
 * @param dhcp the addresses that are given to whoever asks; null for no such ones
 * @param autostart whether it starts with its host
 */
public record WantedNetwork(
        NetworkMode mode,
        @Nullable String cidr,
        String bridge,
        @Nullable Integer vlanId,
        @Nullable DhcpRange dhcp,
        @Nullable String domain,
        List<DnsHost> dns,
        boolean autostart) {
    public WantedNetwork {
        dns = List.copyOf(dns);
    }

    /** The same with what the change says. */
    WantedNetwork with(NetworkChange change) {
        Boolean start = change.autostart();
        List<DnsHost> names = change.dns();
        return new WantedNetwork(
                mode,
                cidr,
                bridge,
                vlanId,
                change.dhcp() == null ? dhcp : change.dhcp().range(cidr),
                domain,
                names == null ? dns : names,
                start == null ? autostart : start);
    }

    /** The VLAN bridge that goes with it; null when it uses one that the host has, or makes by itself. */
    @Nullable
    VlanBridge vlanBridge(@Nullable String uplink) {
        return mode == NetworkMode.BRIDGE && vlanId != null && uplink != null
                ? new VlanBridge(bridge, bridge.replaceFirst("^klbr-", "klvl-"), uplink, vlanId)
                : null;
    }

    /** Whether it stands on a bridge that has to be made for its VLAN. */
    boolean needsVlanBridge() {
        return mode == NetworkMode.BRIDGE && vlanId != null;
    }

    NetworkSpec spec(UUID networkId, String name, String owner, Instant createdAt) {
        Ipv4Cidr served =
                mode.isServedByHost() && cidr != null ? Ipv4Cidr.parse(cidr).orElse(null) : null;
        return new NetworkSpec(
                networkId,
                name,
                owner,
                mode,
                bridge,
                vlanId,
                served == null ? null : served.gateway(),
                served == null ? 0 : served.prefix(),
                dhcp,
                domain,
                dns,
                served == null ? cidr : null,
                createdAt);
    }

    /** What is wanted of a network that is as it should be. */
    public static WantedNetwork of(NetworkMode mode, Network there, Network.Details details) {
        return new WantedNetwork(
                mode,
                there.cidr() == null ? details.statedCidr() : there.cidr(),
                Objects.requireNonNullElse(there.bridge(), ""),
                details.vlanId(),
                details.dhcp(),
                details.domain(),
                details.dns(),
                details.autostart());
    }
}
