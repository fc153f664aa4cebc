package io.kloigos.http.network;

import io.kloigos.core.network.HostNetwork;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A network on the wire: one of ours, or one that a host has reported. */
@Schema(name = "Network")
record NetworkJson(
        UUID networkId,
        String name,
        @Nullable String cidr,
        @Nullable Integer vlanId,
        @Nullable Instant createdAt,
        @Nullable String mode,
        @Nullable String bridge,
        @Nullable DhcpJson dhcp,
        @Nullable String domain,
        List<DnsHostJson> dns,
        String hostId,
        boolean managed,
        boolean active,
        boolean autostart,
        List<String> usedBy) {
    /** For one who may put VMs on it, and nothing else: what it is, and not who is on it. */
    static NetworkJson named(HostNetwork network) {
        return new NetworkJson(
                network.networkId(),
                network.name(),
                network.cidr(),
                null,
                null,
                network.mode(),
                null,
                null,
                null,
                List.of(),
                network.hostId(),
                network.wanted() != null,
                network.isActive(),
                network.isAutostarted(),
                List.of());
    }

    static NetworkJson of(HostNetwork network) {
        return new NetworkJson(
                network.networkId(),
                network.name(),
                network.cidr(),
                network.vlanId(),
                network.createdAt(),
                network.mode(),
                network.bridge(),
                DhcpJson.of(network.dhcp()),
                network.domain(),
                network.dns().stream().map(DnsHostJson::of).toList(),
                network.hostId(),
                network.wanted() != null,
                network.isActive(),
                network.isAutostarted(),
                network.usedBy());
    }
}
