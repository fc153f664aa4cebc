package io.kloigos.http.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.network.DhcpChoice;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The addresses that a network's DHCP gives to whoever asks. */
@Schema(name = "DhcpRange")
record DhcpJson(String start, String end) {
    static @Nullable DhcpJson of(@Nullable DhcpRange range) {
        return range == null ? null : new DhcpJson(range.start(), range.end());
    }

    /** {@code true}, {@code false}, or a range; null when it is not said. */
    static @Nullable DhcpChoice choice(@Nullable JsonNode dhcp) {
        if (dhcp == null || dhcp.isNull()) {
            return null;
        }
        if (dhcp.isBoolean()) {
            return dhcp.booleanValue() ? DhcpChoice.ON : DhcpChoice.OFF;
        }
        JsonNode start = dhcp.path("start");
        JsonNode end = dhcp.path("end");
        if (dhcp.size() != 2 || !start.isTextual() || !end.isTextual()) {
            throw KloigosException.invalid("dhcp", "must be true, false, or {\"start\": address, \"end\": address}");
        }
        return new DhcpChoice(true, new DhcpRange(start.textValue(), end.textValue()));
    }
}
