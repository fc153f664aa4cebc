package io.kloigos.http.host;

import io.kloigos.core.hypervisor.Network;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A network of a host on the wire. */
@Schema(name = "HostNetwork")
public record HostNetworkJson(
        String networkId,
        String name,
        @Nullable String cidr,
        @Nullable Integer vlanId,
        @Nullable Instant createdAt,
        boolean active,
        @Nullable String bridge) {
    public static HostNetworkJson of(Network network) {
        Network.Details details = network.details();
        return new HostNetworkJson(
                network.uuid(),
                network.name(),
                network.cidr(),
                details == null ? null : details.vlanId(),
                null,
                network.active(),
                network.bridge());
    }
}
