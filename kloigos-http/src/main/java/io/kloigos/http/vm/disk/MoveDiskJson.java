package io.kloigos.http.vm.disk;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where a disk is to be. */
@Schema(name = "MoveDiskRequest")
record MoveDiskJson(@Nullable String hostId, @Nullable String pool) {
    MoveDiskJson {
        new Checks().that(pool != null, "pool", "is required").done();
    }

    String into() {
        return Objects.requireNonNull(pool);
    }
}
