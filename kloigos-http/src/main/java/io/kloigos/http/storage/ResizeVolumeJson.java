package io.kloigos.http.storage;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The size that a volume is to grow to. */
@Schema(name = "ResizeVolumeRequest")
record ResizeVolumeJson(@Nullable Long sizeGb, @Nullable Long sizeBytes) {
    ResizeVolumeJson {
        Checks checks = new Checks();
        VolumeSize.check(checks, sizeGb, sizeBytes);
        checks.done();
    }

    long bytes() {
        return VolumeSize.bytes(sizeGb, sizeBytes);
    }
}
