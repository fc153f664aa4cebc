package io.kloigos.http.task;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskCommand;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.task.TaskStep;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Collection;
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
        @Nullable String undoError,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant completedAt,
        @Nullable String approval,
        @Nullable DecisionJson decision,
        @Nullable Instant deadlineAt,
        @Nullable InFrontJson waitsFor,
        boolean waitsForHost,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<CommandJson> transcript) {
    /** Who approved, rejected, called off or repeated it. */
    @Schema(name = "TaskDecision")
    public record DecisionJson(
            String by, Instant at, @Nullable String reason) {
        static @Nullable DecisionJson of(Task.@Nullable Decision decision) {
            return decision == null ? null : new DecisionJson(decision.by(), decision.at(), decision.reason());
        }
    }

    /** The task whose end it waits for, while it is queued behind one. */
    @Schema(name = "TaskInFront")
    public record InFrontJson(UUID taskId, String detail) {
        static @Nullable InFrontJson of(Task.@Nullable InFront task) {
            return task == null ? null : new InFrontJson(task.taskId(), task.detail());
        }
    }

    /** A command that one of its steps ran. */
    @Schema(name = "TaskCommand")
    public record CommandJson(
            int attempt,
            String step,
            String hostId,
            String command,
            @Nullable String error,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String output,

            Instant startedAt,
            int millis) {
        static CommandJson of(TaskCommand ran) {
            return new CommandJson(
                    ran.attempt(),
                    ran.step(),
                    ran.hostId(),
                    ran.command(),
                    ran.error(),
                    ran.output(),
                    ran.startedAt(),
                    ran.millis());
        }
    }

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

    /** One of many. */
    public static TaskJson of(Task task) {
        return of(task, (List<CommandJson>) null);
    }

    /** One that is looked at closely. */
    static TaskJson of(Task task, Collection<TaskCommand> transcript) {
        return of(task, transcript.stream().map(CommandJson::of).toList());
    }

    private static TaskJson of(Task task, @Nullable List<CommandJson> transcript) {
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
                task.undoError(),
                task.createdAt(),
                task.startedAt(),
                task.completedAt(),
                task.approval(),
                DecisionJson.of(task.decision()),
                task.deadlineAt(),
                InFrontJson.of(task.waitsFor()),
                task.waitsForHost(),
                transcript);
    }
}
