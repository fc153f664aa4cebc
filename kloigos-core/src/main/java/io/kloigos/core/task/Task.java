package io.kloigos.core.task;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One durable, recorded piece of work.
 *
 * @param target what it is done to, such as {@code vm:0b5f…}
 * @param detail a sentence that says what it does
 * @param undoError what keeps it from being taken back, which is tried again; null unless something does
 * @param address where whoever asked for it came from; null inside the process
 * @param approval which policies want it approved; null when none does
 * @param decision who approved, rejected or called it off; null when nobody did
 * @param deadlineAt when it must have been approved by while it waits for that, else when it must have ended by
 * @param waitsFor whose end it waits for, while it has not begun; null when nobody stands in front of it
 * @param waitsForHost whether it has not begun because its host is only being connected
 * @param steps in the order in which they are carried out; empty until the task is first looked at by a runner
 */
public record Task(
        UUID taskId,
        String type,
        TaskStatus status,
        String target,
        @Nullable String hostId,
        String detail,
        @Nullable ErrorCode errorCode,
        @Nullable String error,
        @Nullable String undoError,
        String actor,
        @Nullable String address,
        int attempt,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String approval,
        @Nullable Decision decision,
        @Nullable Instant deadlineAt,
        @Nullable InFront waitsFor,
        boolean waitsForHost,
        List<TaskStep> steps) {
    public Task {
        steps = List.copyOf(steps);
    }

    /** A task that has its turn before another one, as both need the same thing. */
    public record InFront(UUID taskId, String detail) {}

    /** Somebody's word on a task, and why. */
    public record Decision(String by, Instant at, @Nullable String reason) {}

    /** Who asked for it: what it does is recorded under that name. */
    public Caller caller() {
        return Caller.of(actor).from(address);
    }

    /** How much of it is done, 0 to 100. */
    public int progress() {
        if (status == TaskStatus.SUCCEEDED) {
            return 100;
        }
        int done = steps.stream().mapToInt(Task::percent).sum();
        return steps.isEmpty() ? 0 : done / steps.size();
    }

    private static int percent(TaskStep step) {
        Integer told = step.progress();
        return switch (step.status()) {
            case DONE -> 100;
            case RUNNING -> told == null ? 0 : told;
            case PENDING, UNDOING, UNDONE, LEFT -> 0;
        };
    }

    /** Whether something that it did stays although it failed. */
    public boolean hasLeftSomething() {
        return steps.stream().anyMatch(step -> step.status() == TaskStep.Status.LEFT);
    }

    /** The failure of a failed task, as its caller would have seen it. */
    public KloigosException failure() {
        return new KloigosException(
                errorCode == null ? ErrorCode.INTERNAL : errorCode, error == null ? "The task failed." : error);
    }
}
