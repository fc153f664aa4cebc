package io.kloigos.core.task;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The record of one step of a task.
 *
 * @param progress how much of it is done, in percent; null where it does not tell
 */
public record TaskStep(
        int position,
        String name,
        Status status,
        @Nullable Integer progress,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt) {
    /** Where a step stands. */
    public enum Status {
        PENDING,
        /** Written before the host is touched; after a crash it is not known how far the step came. */
        RUNNING,
        DONE,
        UNDOING,
        UNDONE,
        /** It could not be taken back, and what it did stays. */
        LEFT;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
