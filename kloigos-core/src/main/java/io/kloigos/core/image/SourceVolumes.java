package io.kloigos.core.image;

import io.kloigos.core.database.Transaction;

/** Keeps volumes as they are while images are made of them; this feature knows its own volumes only. */
@FunctionalInterface
public interface SourceVolumes {
    /** What tasks on that volume lock. {@code CONFLICT} while somebody writes into it, or while it is in the trash. */
    String lock(Transaction tx, String hostId, String pool, String volume);
}
