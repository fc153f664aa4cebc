package io.kloigos.core.task;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a task stands. */
public enum TaskStatus {
    /** Waits until somebody approves or rejects it; nothing of it has begun. */
    AWAITING_APPROVAL,
    /** Waits for its turn. */
    QUEUED,
    /** Its steps are being carried out. */
    RUNNING,
    /** A step failed; what was done is being taken back. */
    UNDOING,
    /** All of it was done. */
    SUCCEEDED,
    /** It ended without effect, as far as its steps can be undone; the error says why. */
    FAILED,
    /** It was not approved; it never began. */
    REJECTED,
    /** It was called off; what was done of it was taken back. */
    CANCELLED;

    private static final Map<TaskStatus, Set<TaskStatus>> NEXT = Map.of(
            AWAITING_APPROVAL, Set.of(QUEUED, REJECTED, CANCELLED),
            QUEUED, Set.of(RUNNING, CANCELLED),
            RUNNING, Set.of(SUCCEEDED, UNDOING),
            UNDOING, Set.of(FAILED, CANCELLED),
            FAILED, Set.of(QUEUED),
            CANCELLED, Set.of(QUEUED));

    public boolean canTransitionTo(TaskStatus next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /** Whether nothing more will happen to it, unless it is done again. */
    public boolean isFinal() {
        return this == SUCCEEDED || this == FAILED || this == REJECTED || this == CANCELLED;
    }

    /** The word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
