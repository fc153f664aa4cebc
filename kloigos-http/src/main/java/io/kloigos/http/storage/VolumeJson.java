package io.kloigos.http.storage;

import io.kloigos.core.hypervisor.Volume;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One volume, and the VMs that it is a disk of or the base of a disk of. */
@Schema(name = "StorageVolume")
record VolumeJson(
        String name,
        String path,
        String format,
        long capacityBytes,
        long allocationBytes,
        @Nullable String backingPath,
        List<UUID> usedBy) {
    static VolumeJson of(Volume volume, List<UUID> usedBy) {
        return new VolumeJson(
                volume.name(),
                volume.path(),
                volume.format(),
                volume.capacityBytes(),
                volume.allocationBytes(),
                volume.backingPath(),
                usedBy);
    }
}
