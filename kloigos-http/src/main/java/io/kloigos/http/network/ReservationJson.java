package io.kloigos.http.network;

import io.kloigos.core.network.ReservedAddress;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An address that a network keeps; {@code created_at} is null for one that was made on the host by others. */
@Schema(name = "Reservation")
record ReservationJson(
        String mac,
        String address,
        @Nullable String hostname,
        @Nullable UUID vmId,
        @Nullable Instant createdAt) {
    static ReservationJson of(ReservedAddress address) {
        return new ReservationJson(
                address.mac(), address.address(), address.hostname(), address.vmId(), address.createdAt());
    }
}
