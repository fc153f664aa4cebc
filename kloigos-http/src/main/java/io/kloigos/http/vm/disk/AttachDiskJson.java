package io.kloigos.http.vm.disk;

import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.vm.disk.DiskRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A disk to plug in: a new one of size_gb, or a volume that exists. */
@Schema(name = "AttachDiskRequest")
record AttachDiskJson(
        @Nullable String hostId,
        @Nullable String pool,
        @Nullable String volume,
        @Nullable Integer sizeGb,
        @Nullable VolumeFormat format,
        @Nullable DiskBus bus,
        @Nullable String name) {
    DiskRequest request() {
        return new DiskRequest(pool == null ? ImageService.POOL : pool, volume, sizeGb, format, bus, name);
    }
}
