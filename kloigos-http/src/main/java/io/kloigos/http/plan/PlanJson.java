package io.kloigos.http.plan;

import io.kloigos.core.task.Plan;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do on hosts. Sent again with {@code If-Match: <plan_hash>}, it does that or nothing.
 *
 * @param taskType the task that would carry it out; null when the change touches no host
 */
@Schema(name = "Plan")
record PlanJson(
        String planHash,
        @Nullable String taskType,
        @Nullable String target,
        @Nullable String detail,
        List<StepJson> steps) {
    static PlanJson of(Plan plan) {
        return new PlanJson(
                plan.hash(),
                plan.type(),
                plan.target(),
                plan.detail(),
                plan.steps().stream().map(StepJson::of).toList());
    }

    /** One step of the task. */
    @Schema(name = "PlannedStep")
    record StepJson(String name, List<CommandJson> commands) {
        static StepJson of(Plan.PlannedStep step) {
            return new StepJson(
                    step.name(), step.commands().stream().map(CommandJson::of).toList());
        }
    }

    /** A command that would be run, with what it reads and what it changes in a description (a unified diff). */
    @Schema(name = "PlannedHostCommand")
    record CommandJson(
            String hostId,
            String command,
            @Nullable String input,
            @Nullable String diff) {
        static CommandJson of(Plan.HostCommand planned) {
            return new CommandJson(
                    planned.hostId(),
                    planned.command().command(),
                    planned.command().input(),
                    planned.command().diff());
        }
    }
}
