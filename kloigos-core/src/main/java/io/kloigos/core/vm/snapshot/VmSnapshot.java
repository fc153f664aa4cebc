package io.kloigos.core.vm.snapshot;

import io.kloigos.core.hypervisor.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * A snapshot of a VM, by an id that comes from its name, so that those that somebody took by hand have one too.
 *
 * @param snapshot as its host reports it
 */
public record VmSnapshot(UUID snapshotId, Snapshot snapshot) {
    public static VmSnapshot of(Snapshot snapshot) {
        return new VmSnapshot(id(snapshot.vmId(), snapshot.name()), snapshot);
    }

    /** The id of a VM's snapshot of that name. */
    public static UUID id(UUID vmId, String name) {
        return UUID.nameUUIDFromBytes((vmId + "/" + name).getBytes(StandardCharsets.UTF_8));
    }
}
