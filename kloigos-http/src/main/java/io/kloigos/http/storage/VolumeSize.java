package io.kloigos.http.storage;

import io.kloigos.core.Checks;
import org.jspecify.annotations.Nullable;

/** The size of a volume, as callers give it: in GiB or in bytes. */
final class VolumeSize {
    private static final long GIB = 1L << 30;
    private static final long LARGEST = 1L << 50;

    private VolumeSize() {}

    static void check(Checks checks, @Nullable Long sizeGb, @Nullable Long sizeBytes) {
        checks.that(sizeGb == null ^ sizeBytes == null, "size_gb", "or size_bytes must be given, and not both")
                .range("size_gb", sizeGb == null ? 1 : sizeGb, 1, LARGEST / GIB)
                .range("size_bytes", sizeBytes == null ? 1 : sizeBytes, 1, LARGEST);
    }

    static long bytes(@Nullable Long sizeGb, @Nullable Long sizeBytes) {
        return sizeGb != null ? sizeGb * GIB : sizeBytes != null ? sizeBytes : 0;
    }
}
