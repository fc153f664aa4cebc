package io.kloigos.core.task;

import io.kloigos.core.database.Transaction;
import java.util.ArrayList;
import java.util.List;

/** The commands of one run that are not written yet: each is written with what is recorded next. Thread-safe. */
final class Transcript {
    private static final int MOST_HELD = 3;

    private final long taskSeq;
    private final List<TaskCommand> held = new ArrayList<>();

    Transcript(long taskSeq) {
        this.taskSeq = taskSeq;
    }

    /** @return whether so many are held now that they should be written */
    synchronized boolean add(TaskCommand command) {
        held.add(command);
        return held.size() >= MOST_HELD;
    }

    synchronized boolean isEmpty() {
        return held.isEmpty();
    }

    /** Writes what is held in that transaction, and lets go of it once that is committed. */
    synchronized void write(Transaction tx) {
        List<TaskCommand> written = List.copyOf(held);
        written.forEach(command -> tx.mapper(TaskMapper.class).insertCommand(taskSeq, command));
        if (!written.isEmpty()) {
            tx.afterCommit(() -> letGo(written));
        }
    }

    private synchronized void letGo(List<TaskCommand> written) {
        held.removeAll(written);
    }
}
