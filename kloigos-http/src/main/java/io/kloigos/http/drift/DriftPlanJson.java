package io.kloigos.http.drift;

import io.kloigos.core.drift.DriftKind;
import io.kloigos.core.drift.DriftPlan;
import io.kloigos.core.drift.PlannedMend;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What would mend drift; the hash applies exactly that. */
@Schema(name = "DriftPlan")
record DriftPlanJson(String planHash, List<ItemJson> items, List<NotLookedAtJson> hostsNotLookedAt) {
    static DriftPlanJson of(DriftPlan plan) {
        return new DriftPlanJson(
                plan.hash(), plan.items().stream().map(ItemJson::of).toList(), NotLookedAtJson.of(plan.notLookedAt()));
    }

    /**
     * What would mend one VM.
     *
     * @param obstacle why it is not mended; null when it is
     * @param atRestart fields that only a restart brings to the VM as it runs
     */
    @Schema(name = "PlannedMend")
    record ItemJson(
            UUID vmId,
            String hostId,
            String name,
            DriftKind kind,
            List<String> fields,
            List<CommandJson> commands,
            @Nullable String obstacle,
            List<String> atRestart) {
        static ItemJson of(PlannedMend mend) {
            return new ItemJson(
                    mend.vmId(),
                    mend.hostId(),
                    mend.name(),
                    mend.kind(),
                    mend.fields(),
                    mend.commands().stream().map(CommandJson::of).toList(),
                    mend.obstacle(),
                    mend.atRestart());
        }
    }

    /** A command that would be run, with what it reads and what it changes in a description (a unified diff). */
    @Schema(name = "PlannedCommand")
    record CommandJson(
            String command,
            @Nullable String input,
            @Nullable String diff) {
        static CommandJson of(PlannedCommand command) {
            return new CommandJson(command.command(), command.input(), command.diff());
        }
    }
}
