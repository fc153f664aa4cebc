package io.kloigos.http.vm.snapshot;

import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot on the wire.
 *
 * @param parent the name of the snapshot that it builds on
 * @param current whether the VM stands on it now
 * @param diskOnly whether it holds no memory
 */
@Schema(name = "Snapshot")
record SnapshotJson(
        UUID snapshotId,
        UUID vmId,
        String name,
        @Nullable String description,
        PowerState capturedPowerState,
        int capturedCpuCores,
        long capturedMemoryMb,
        Instant createdAt,
        @Nullable String parent,
        boolean current,
        boolean diskOnly) {
    static SnapshotJson of(VmSnapshot taken) {
        Snapshot snapshot = taken.snapshot();
        return new SnapshotJson(
                taken.snapshotId(),
                snapshot.vmId(),
                snapshot.name(),
                snapshot.description(),
                snapshot.state(),
                snapshot.cpuCores(),
                snapshot.memoryMb(),
                snapshot.createdAt(),
                snapshot.parent(),
                snapshot.current(),
                !snapshot.memory());
    }
}
