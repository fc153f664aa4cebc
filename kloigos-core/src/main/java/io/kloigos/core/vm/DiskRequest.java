package io.kloigos.core.vm;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImageService;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A disk of a VM to be made, beside its first one: a new, empty one, or a volume that is there.
 *
 * @param volume a volume of the pool that nobody uses; null for a new one
 * @param sizeGb of a new one, in GiB
 * @param format of a new one; qcow2 unless told otherwise
 * @param bus null for virtio
 */
public record DiskRequest(
        String pool,
        @Nullable String volume,
        @Nullable Integer sizeGb,
        @Nullable VolumeFormat format,
        @Nullable DiskBus bus) {
    static final int MOST_GB = 64 << 10;

    public DiskRequest {
        pool = Objects.requireNonNullElse(pool, ImageService.POOL);
        new Checks()
                .hostname("pool", pool)
                .optionalText("volume", volume, 255)
                .that((volume == null) != (sizeGb == null), "size_gb", "must be given, or else volume")
                .range("size_gb", sizeGb == null ? 1 : sizeGb, 1, MOST_GB)
                .done();
    }

    /** A new, empty disk in the default pool. */
    public static DiskRequest ofSize(int gb) {
        return new DiskRequest(ImageService.POOL, null, gb, null, null);
    }
}
