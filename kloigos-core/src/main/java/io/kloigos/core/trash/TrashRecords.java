package io.kloigos.core.trash;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The records of the trash, for features that put something there, or must not touch what is. */
public final class TrashRecords {
    private TrashRecords() {}

    /** Puts a volume there, of which is known that nobody uses it; does nothing when it is there. */
    public static void put(Transaction tx, Trashed trashed) {
        tx.mapper(TrashMapper.class).insert(trashed);
    }

    public static List<Trashed> onHost(Transaction tx, String hostId) {
        return tx.mapper(TrashMapper.class).onHost(hostId);
    }

    public static Optional<Trashed> named(Transaction tx, String hostId, String pool, String volume) {
        return Optional.ofNullable(tx.mapper(TrashMapper.class).named(hostId, pool, volume));
    }

    /** {@code CONFLICT} when the volume is in the trash. */
    public static void refuse(Transaction tx, String hostId, String pool, String volume) {
        named(tx, hostId, pool, volume).ifPresent(there -> {
            throw KloigosException.conflict("Volume " + there.place() + " on " + hostId + " is in the trash until "
                    + there.expiresAt() + ". Restore or remove it first: /api/v1/trash/" + there.trashId() + ".");
        });
    }

    /** {@code NOT_FOUND} when there is no such entry. */
    public static Trashed get(Transaction tx, UUID trashId) {
        return Optional.ofNullable(tx.mapper(TrashMapper.class).find(trashId))
                .orElseThrow(() -> KloigosException.notFound("entry in the trash", trashId));
    }

    /** All of it, what goes first coming first. */
    public static List<Trashed> list(Transaction tx, int limit) {
        return tx.mapper(TrashMapper.class).list(limit);
    }

    /** What has waited long enough. */
    public static List<Trashed> due(Transaction tx, Instant now, int limit) {
        return tx.mapper(TrashMapper.class).due(now, limit);
    }

    /** Begins the deletion of an entry; false when that has begun, or it is gone. */
    public static boolean going(Transaction tx, UUID trashId) {
        return tx.mapper(TrashMapper.class).going(trashId) > 0;
    }

    /** Ends a deletion that failed: the entry waits again. */
    public static void keep(Transaction tx, UUID trashId, Instant until) {
        tx.mapper(TrashMapper.class).keep(trashId, until);
    }

    /** Forgets the entry of a volume that is gone. */
    public static void delete(Transaction tx, UUID trashId) {
        tx.mapper(TrashMapper.class).delete(trashId);
    }

    /** Takes a volume out of the trash. {@code CONFLICT} when it is being deleted. */
    public static void restore(Transaction tx, Trashed trashed) {
        if (tx.mapper(TrashMapper.class).restore(trashed.trashId()) == 0) {
            throw KloigosException.conflict(
                    "Volume " + trashed.place() + " is being deleted: it cannot be brought back.");
        }
    }
}
