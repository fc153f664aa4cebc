package io.kloigos.core.drift;

import io.kloigos.core.Sha256;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.hypervisor.SavedDomain;
import io.kloigos.core.json.Json;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What would mend the drift of one VM.
 *
 * @param fields what differs
 * @param commands what would be run on its host, in order; empty when nothing can be, or needs to be
 * @param obstacle why it is not mended; null when it is
 * @param atRestart fields that only a restart brings to the VM as it runs
 * @param saved its definition before; null when its host has none
 * @param hash of the commands with their input and diffs
 */
public record PlannedMend(
        UUID vmId,
        String hostId,
        String name,
        DriftKind kind,
        List<String> fields,
        List<PlannedCommand> commands,
        @Nullable String obstacle,
        List<String> atRestart,
        @Nullable SavedDomain saved,
        String hash) {
    public PlannedMend {
        fields = List.copyOf(fields);
        commands = List.copyOf(commands);
        atRestart = List.copyOf(atRestart);
    }

    /** Whether there is something to run. */
    public boolean isRunnable() {
        return obstacle == null && !commands.isEmpty();
    }

    /** A drift that is not mended. */
    static PlannedMend impossible(Drift drift, String why) {
        return new PlannedMend(
                drift.vmId(),
                drift.hostId(),
                drift.name(),
                drift.kind(),
                drift.differences().stream().map(Difference::field).toList(),
                List.of(),
                why,
                List.of(),
                null,
                Sha256.of(drift.vmId() + " " + why));
    }

    static PlannedMend of(
            Drift drift, List<PlannedCommand> commands, List<String> atRestart, @Nullable SavedDomain saved) {
        record Hashed(UUID vmId, String hostId, DriftKind kind, List<PlannedCommand> commands) {}
        return new PlannedMend(
                drift.vmId(),
                drift.hostId(),
                drift.name(),
                drift.kind(),
                drift.differences().stream().map(Difference::field).toList(),
                commands,
                null,
                atRestart,
                saved,
                Sha256.of(Json.write(new Hashed(drift.vmId(), drift.hostId(), drift.kind(), commands))));
    }
}
