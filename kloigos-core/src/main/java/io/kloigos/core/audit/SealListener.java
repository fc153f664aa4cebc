package io.kloigos.core.audit;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import java.util.List;

/** Hears of each event exactly once, in the transaction that seals it. */
@FunctionalInterface
public interface SealListener {
    void sealed(Transaction tx, List<Event> events);
}
