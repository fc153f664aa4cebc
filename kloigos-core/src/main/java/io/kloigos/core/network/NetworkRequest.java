package io.kloigos.core.network;

import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.NetworkMode;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A network to make on a host.
 *
 * @param cidr required where the host serves the network
 * @param vlanId in mode bridge: a bridge is made for that VLAN, where the host allows it
 * @param bridge the host's bridge to use; where the host serves the network, the name of the bridge to make, or null
 * @param dhcp null for whatever suits the mode
 */
public record NetworkRequest(
        String hostId,
        String name,
        @Nullable String cidr,
        @Nullable Integer vlanId,
        NetworkMode mode,
        @Nullable String bridge,
        @Nullable DhcpChoice dhcp,
        @Nullable String domain,
        List<DnsHost> dns,
        boolean autostart) {
    public NetworkRequest {
        dns = List.copyOf(dns);
        new NetworkChecks()
                .name(name)
                .cidr(mode, cidr)
                .bridge(mode, bridge, vlanId)
                .vlan(mode, vlanId)
                .dhcp(mode, cidr, dhcp)
                .domain(mode, domain)
                .dns(mode, dns)
                .done();
    }

    WantedNetwork wanted(UUID networkId) {
        DhcpChoice choice = dhcp != null ? dhcp : mode.isServedByHost() ? DhcpChoice.ON : DhcpChoice.OFF;
        return new WantedNetwork(
                mode,
                cidr,
                bridge == null ? ownBridge(networkId) : bridge,
                vlanId,
                choice.range(cidr),
                domain,
                dns,
                autostart);
    }

    /** A name of its own that fits the 15 characters that Linux allows. */
    private static String ownBridge(UUID networkId) {
        return "klbr-" + networkId.toString().replace("-", "").substring(0, 10);
    }
}
