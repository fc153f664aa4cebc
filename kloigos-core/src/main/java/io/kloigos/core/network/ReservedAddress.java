package io.kloigos.core.network;

import io.kloigos.core.hypervisor.Reservation;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An address that a network keeps for an interface.
 *
 * @param vmId null when it is not known here whose it is
 * @param createdAt null for one that only the host knows of
 */
public record ReservedAddress(
        String hostId,
        UUID networkId,
        String mac,
        String address,
        @Nullable String hostname,
        @Nullable UUID vmId,
        @Nullable Instant createdAt) {
    /** What the host is told. */
    public Reservation reservation() {
        return new Reservation(mac, address, hostname);
    }
}
