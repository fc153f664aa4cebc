package io.kloigos.http.drift;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.drift.VolumeName;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The volumes to remove. */
@Schema(name = "RemoveOrphansRequest")
record RemoveOrphansJson(@Nullable List<NameJson> volumes) {
    /** A volume by its pool and name. */
    @Schema(name = "VolumeName")
    record NameJson(@Nullable String pool, @Nullable String name) {
        NameJson {
            new Checks()
                    .text("volumes.pool", pool, 255)
                    .text("volumes.name", name, 255)
                    .done();
        }
    }

    List<VolumeName> names() {
        return requireNonNullElse(volumes, List.<NameJson>of()).stream()
                .map(each -> new VolumeName(requireNonNullElse(each.pool(), ""), requireNonNullElse(each.name(), "")))
                .toList();
    }
}
