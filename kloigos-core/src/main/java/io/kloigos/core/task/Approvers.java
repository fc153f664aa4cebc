package io.kloigos.core.task;

import io.kloigos.core.database.Transaction;
import java.util.UUID;

/** Those who may approve tasks. */
@FunctionalInterface
public interface Approvers {
    /** Whether somebody else than the one of that name may approve that task. */
    boolean areThereOthers(Transaction tx, String actor, UUID taskId);
}
