package io.kloigos.http.vm.disk;

import io.kloigos.core.image.ImageService;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to put into a CD-ROM drive; no volume to leave it empty. */
@Schema(name = "ChangeMediumRequest")
record ChangeMediumJson(
        @Nullable String hostId,
        @Nullable String drive,
        @Nullable String pool,
        @Nullable String volume) {
    String fromPool() {
        return pool == null ? ImageService.POOL : pool;
    }
}
