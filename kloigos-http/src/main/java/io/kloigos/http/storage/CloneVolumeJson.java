package io.kloigos.http.storage;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The name of the copy. */
@Schema(name = "CloneVolumeRequest")
record CloneVolumeJson(@Nullable String name) {
    CloneVolumeJson {
        new Checks().text("name", name, 200).done();
    }

    String copy() {
        return Objects.requireNonNull(name);
    }
}
