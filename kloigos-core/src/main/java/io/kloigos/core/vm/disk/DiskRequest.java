package io.kloigos.core.vm.disk;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.DiskTargets;
import io.kloigos.core.hypervisor.VolumeFormat;
import org.jspecify.annotations.Nullable;

/**
 * A disk to be plugged into a VM: a new one of that size, or a volume that exists.
 *
 * @param volume a volume of the pool that nobody uses; null for a new one
 * @param sizeGb of a new one, in GiB; null for a volume that exists
 * @param format of a new one; null for qcow2
 * @param bus null for virtio
 * @param target the guest's name of it, such as {@code vdb}; null for the next free one
 */
public record DiskRequest(
        String pool,
        @Nullable String volume,
        @Nullable Integer sizeGb,
        @Nullable VolumeFormat format,
        @Nullable DiskBus bus,
        @Nullable String target) {
    static final int MOST_GB = 64 << 10;

    public DiskRequest {
        new Checks()
                .text("pool", pool, 255)
                .optionalText("volume", volume, 255)
                .that((volume == null) != (sizeGb == null), "size_gb", "or a volume must be given, and not both")
                .that(sizeGb == null || sizeGb >= 1 && sizeGb <= MOST_GB, "size_gb", "must be between 1 and " + MOST_GB)
                .that(volume == null || format == null, "format", "is that of the volume: leave it out")
                .that(
                        target == null || target.matches(DiskTargets.PATTERN),
                        "name",
                        "must be a guest's name for a disk, such as vdb")
                .done();
    }

    DiskBus wantedBus() {
        return bus == null ? DiskBus.VIRTIO : bus;
    }
}
