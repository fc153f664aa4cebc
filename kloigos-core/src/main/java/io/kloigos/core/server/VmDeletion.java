package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.database.Transaction;
import java.util.UUID;

/** Has a VM deleted once the transaction is committed. */
@FunctionalInterface
public interface VmDeletion {
    void delete(Transaction tx, Caller caller, UUID vmId);
}
