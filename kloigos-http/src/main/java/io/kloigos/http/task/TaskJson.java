package io.kloigos.http.task;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.task.TaskStep;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A task on the wire. */
@Schema(name = "Task")
public record TaskJson(
        UUID taskId,
        String taskType,
        TaskStatus status,
        String target,
        @Nullable String hostId,
        String detail,
        int progress,
        List<StepJson> steps,
        String actor,
        int attempt,
        @Nullable ErrorCode errorCode,
        @Nullable String error,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt) {
    /** A step of it. */
    @Schema(name = "TaskStep")
    public record StepJson(
            String name,
            TaskStep.Status status,
            @Nullable Integer progress,
            @Nullable Instant startedAt,
            @Nullable Instant completedAt) {
        static StepJson of(TaskStep step) {
            return new StepJson(step.name(), step.status(), step.progress(), step.startedAt(), step.completedAt());
        }
    }

    public static TaskJson of(Task task) {
        return new TaskJson(
                task.taskId(),
                task.type(),
                task.status(),
                task.target(),
                task.hostId(),
                task.detail(),
                task.progress(),
                task.steps().stream().map(StepJson::of).toList(),
                task.actor(),
                task.attempt(),
                task.errorCode(),
                task.error(),
                task.createdAt(),
                task.startedAt(),
                task.completedAt());
    }
}
