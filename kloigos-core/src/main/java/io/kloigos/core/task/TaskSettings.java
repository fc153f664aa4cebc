package io.kloigos.core.task;

import java.time.Duration;

/**
 * How long tasks may take, and are kept.
 *
 * @param approvalDeadline what nobody has approved by then is rejected
 * @param deadline what has not ended by then is taken back, as far as it can be
 * @param kept how long a task that has ended is kept
 */
public record TaskSettings(Duration approvalDeadline, Duration deadline, Duration kept) {
    public static TaskSettings defaults() {
        return new TaskSettings(Duration.ofDays(7), Duration.ofDays(1), Duration.ofDays(90));
    }
}
