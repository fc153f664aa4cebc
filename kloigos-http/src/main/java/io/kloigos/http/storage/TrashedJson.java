package io.kloigos.http.storage;

import io.kloigos.core.trash.Trashed;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/** A volume in the trash on the wire. */
@Schema(name = "TrashedVolume")
record TrashedJson(
        UUID trashId,
        String hostId,
        String pool,
        String volume,
        long sizeBytes,
        boolean deleting,
        String deletedBy,
        Instant deletedAt,
        Instant expiresAt) {
    static TrashedJson of(Trashed trashed) {
        return new TrashedJson(
                trashed.trashId(),
                trashed.hostId(),
                trashed.pool(),
                trashed.volume(),
                trashed.sizeBytes(),
                trashed.going(),
                trashed.deletedBy(),
                trashed.deletedAt(),
                trashed.expiresAt());
    }
}
