package io.kloigos.core.task;

import io.kloigos.core.Caller;
import io.kloigos.core.database.Transaction;
import java.util.Optional;

/** Decides, in the transaction of a change, whether its task may be made. */
@FunctionalInterface
public interface Admission {
    /** Lets everything pass. */
    Admission OPEN = (tx, caller, request) -> Optional.empty();

    /** {@code FORBIDDEN} when it may not; else who wants it approved first, in words, if anybody does. */
    Optional<String> admit(Transaction tx, Caller caller, TaskRequest request);
}
