package io.kloigos.http.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.network.NetworkChange;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What to change of a network; what is not sent stays. */
@Schema(name = "ChangeNetworkRequest")
record ChangeNetworkJson(
        @Nullable String hostId,
        @Nullable Boolean autostart,

        @Schema(oneOf = {Boolean.class, DhcpJson.class}) @Nullable
        JsonNode dhcp,

        @Nullable List<DnsHostJson> dns) {
    NetworkChange change() {
        return new NetworkChange(autostart, DhcpJson.choice(dhcp), DnsHostJson.hosts(dns));
    }
}
