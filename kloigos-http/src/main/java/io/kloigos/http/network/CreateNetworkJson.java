package io.kloigos.http.network;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.network.NetworkRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A network to make; {@code host_id} and {@code name} must be sent, and {@code cidr} unless a bridge is there already. */
@Schema(name = "CreateNetworkRequest")
record CreateNetworkJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable String cidr,
        @Nullable Integer vlanId,
        @Nullable NetworkMode mode,
        @Nullable String bridge,

        @Schema(oneOf = {Boolean.class, DhcpJson.class}) @Nullable
        JsonNode dhcp,

        @Nullable String domain,
        @Nullable List<DnsHostJson> dns,
        @Nullable Boolean autostart) {
    CreateNetworkJson {
        new Checks().that(hostId != null, "host_id", "is required").done();
    }

    NetworkRequest request() {
        return new NetworkRequest(
                requireNonNullElse(hostId, ""),
                requireNonNullElse(name, ""),
                cidr,
                vlanId,
                requireNonNullElse(mode, NetworkMode.NAT),
                bridge,
                DhcpJson.choice(dhcp),
                domain,
                requireNonNullElse(DnsHostJson.hosts(dns), List.of()),
                requireNonNullElse(autostart, true));
    }
}
