package io.kloigos.core.task;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a task stands. */
public enum TaskStatus {
    /** Waits for its turn. */
    QUEUED,
    /** Its steps are being carried out. */
    RUNNING,
    /** A step failed; what was done is being taken back. */
    UNDOING,
    /** All of it was done. */
    SUCCEEDED,
    /** It ended without effect, as far as its steps can be undone; the error says why. */
    FAILED;

    private static final Map<TaskStatus, Set<TaskStatus>> NEXT =
            Map.of(QUEUED, Set.of(RUNNING), RUNNING, Set.of(SUCCEEDED, UNDOING), UNDOING, Set.of(FAILED));

    public boolean canTransitionTo(TaskStatus next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether nothing more will happen to it. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED;
    }

    /** The word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
