package io.kloigos.http.runbook;

import io.kloigos.core.runbook.RunbookRun;
import io.kloigos.http.task.TaskJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;

/** A run of a runbook with the tasks that it has made so far. */
@Schema(name = "RunbookRun")
record RunJson(TaskJson task, List<StepJson> steps) {
    /** A step of it that has begun. */
    @Schema(name = "RunbookRunStep")
    record StepJson(
            String name,
            String verb,
            String status,
            int failures,
            String message,
            Instant changedAt,
            List<TaskJson> children) {}

    static RunJson of(RunbookRun run) {
        return new RunJson(
                TaskJson.of(run.task()), run.steps().stream().map(RunJson::of).toList());
    }

    private static StepJson of(RunbookRun.Step step) {
        return new StepJson(
                step.name(),
                step.verb(),
                step.status(),
                step.failures(),
                step.message(),
                step.changedAt(),
                step.children().stream().map(TaskJson::of).toList());
    }
}
