package io.kloigos.http.host;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.VolumeUse;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A host's storage pools on the wire. */
@Schema(name = "StoragePools")
record StoragePoolsJson(String hostId, List<PoolJson> storagePools) {
    static StoragePoolsJson of(String hostId, List<StoragePool> pools, List<Volume> volumes, List<Domain> domains) {
        VolumeUse use = VolumeUse.of(domains, volumes);
        return new StoragePoolsJson(
                hostId,
                pools.stream().map(pool -> PoolJson.of(pool, volumes, use)).toList());
    }

    /** One pool. */
    @Schema(name = "StoragePool")
    record PoolJson(
            String name,
            String poolId,
            String type,
            boolean active,
            boolean autostart,
            @Nullable String path,
            long capacityBytes,
            long allocationBytes,
            long availableBytes,
            List<VolumeJson> volumes) {
        static PoolJson of(StoragePool pool, List<Volume> all, VolumeUse use) {
            return new PoolJson(
                    pool.name(),
                    pool.uuid(),
                    pool.type(),
                    pool.active(),
                    pool.autostart(),
                    pool.path(),
                    pool.capacityBytes(),
                    pool.allocationBytes(),
                    pool.availableBytes(),
                    all.stream()
                            .filter(volume -> volume.pool().equals(pool.name()))
                            .map(volume -> VolumeJson.of(volume, use.usersOf(volume)))
                            .toList());
        }
    }

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
}
