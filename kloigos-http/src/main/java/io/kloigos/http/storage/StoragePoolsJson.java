package io.kloigos.http.storage;

import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.observation.HostInventory;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A host's storage pools on the wire. */
@Schema(name = "StoragePools")
record StoragePoolsJson(String hostId, List<PoolJson> storagePools) {
    static StoragePoolsJson of(
            String hostId, HostInventory inventory, Function<String, List<VolumeJson>> volumesOfPool) {
        return new StoragePoolsJson(
                hostId,
                inventory.pools(hostId).stream()
                        .map(pool -> PoolJson.of(pool, volumesOfPool.apply(pool.name())))
                        .toList());
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
        static PoolJson of(StoragePool pool, List<VolumeJson> volumes) {
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
                    volumes);
        }
    }
}
