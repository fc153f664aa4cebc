package io.kloigos.core.task;

import io.kloigos.core.hypervisor.PlannedCommand;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a change would do on hosts, found by rehearsing it there.
 *
 * @param type the type of the task that would be made; null when the change needs none and touches no host
 * @param hash stands for every command, its input and its order, points in time left out; equal plans have equal hashes
 */
public record Plan(
        @Nullable String type,
        @Nullable String target,
        @Nullable String detail,
        List<PlannedStep> steps,
        String hash) {
    public Plan {
        steps = List.copyOf(steps);
    }

    /** One step of the task. */
    public record PlannedStep(String name, List<HostCommand> commands) {
        public PlannedStep {
            commands = List.copyOf(commands);
        }
    }

    /** A command and the host that it would be run on. */
    public record HostCommand(String hostId, PlannedCommand command) {}
}
