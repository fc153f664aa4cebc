package io.kloigos.http.vm.disk;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How large a disk is to be. */
@Schema(name = "GrowDiskRequest")
record GrowDiskJson(@Nullable String hostId, @Nullable Integer sizeGb) {
    GrowDiskJson {
        new Checks().that(sizeGb != null, "size_gb", "is required").done();
    }

    int size() {
        return Objects.requireNonNull(sizeGb);
    }
}
