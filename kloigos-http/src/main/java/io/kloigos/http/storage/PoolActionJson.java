package io.kloigos.http.storage;

import io.kloigos.core.Checks;
import io.kloigos.core.storage.PoolAction;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to do to a storage pool. */
@Schema(name = "PoolActionRequest")
record PoolActionJson(@Nullable PoolAction action) {
    PoolActionJson {
        new Checks()
                .that(action != null, "action", "must be one of start, stop, refresh, autostart_on, autostart_off")
                .done();
    }

    PoolAction verb() {
        return Objects.requireNonNull(action);
    }
}
