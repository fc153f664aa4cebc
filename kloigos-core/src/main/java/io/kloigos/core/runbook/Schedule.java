package io.kloigos.core.runbook;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * When a runbook runs by itself.
 *
 * @param cron minute, hour, day, month, weekday
 * @param nextAt null when it is paused, and when there is no next time
 * @param nextRuns the next few times
 * @param lastAt when it was last due; null before the first time
 */
public record Schedule(
        UUID scheduleId,
        String runbookName,
        String cron,
        String timeZone,
        RunRequest request,
        Missed missed,
        boolean paused,
        @Nullable Instant nextAt,
        List<Instant> nextRuns,
        @Nullable Instant lastAt,
        String createdBy,
        Instant createdAt) {
    public Schedule {
        nextRuns = List.copyOf(nextRuns);
    }

    /** What follows when no instance was there at the time. */
    public enum Missed {
        /** Nothing; the next time counts. */
        SKIP,
        /** It runs once, late, however many times were missed. */
        RUN_ONCE;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What became of a time at which it was due. */
    public enum Outcome {
        STARTED,
        /** Nobody was there, and the rule says to skip. */
        MISSED,
        /** The run before had not ended. */
        OVERLAPPED,
        /** It could not be run; the message says why. */
        REFUSED;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** One time at which it was due. */
    public record Firing(
            Instant dueAt, Outcome outcome, @Nullable UUID taskId, String message, Instant firedAt) {}
}
