package io.kloigos.core.runbook;

import io.kloigos.core.task.Task;
import java.time.Instant;
import java.util.List;

/**
 * A run of a runbook with the tasks that it has made so far.
 *
 * @param steps those that have begun
 */
public record RunbookRun(Task task, List<Step> steps) {
    public RunbookRun {
        steps = List.copyOf(steps);
    }

    /**
     * A step of it.
     *
     * @param status {@code running}, {@code succeeded}, {@code failed} or {@code skipped}
     * @param failures how many attempts have failed
     * @param message what was done, or why not
     * @param children the tasks that it made, of failed attempts too
     */
    public record Step(
            String name,
            String verb,
            String status,
            int failures,
            String message,
            Instant changedAt,
            List<Task> children) {
        public Step {
            children = List.copyOf(children);
        }
    }
}
