package io.kloigos.core.trash;

import java.time.Instant;
import java.util.UUID;

/**
 * A volume that waits for its deletion.
 *
 * @param sizeBytes what it takes on the host
 * @param going whether it is being deleted now
 * @param expiresAt when it is deleted, unless it is brought back before
 */
public record Trashed(
        UUID trashId,
        String hostId,
        String pool,
        String volume,
        long sizeBytes,
        boolean going,
        String deletedBy,
        Instant deletedAt,
        Instant expiresAt) {
    /** Its name as people write it. */
    public String place() {
        return pool + "/" + volume;
    }

    /** The same with what it takes on the host. */
    public Trashed withSize(long bytes) {
        return new Trashed(trashId, hostId, pool, volume, bytes, going, deletedBy, deletedAt, expiresAt);
    }
}
