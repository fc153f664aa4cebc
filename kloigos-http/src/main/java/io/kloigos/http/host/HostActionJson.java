package io.kloigos.http.host;

import io.kloigos.core.Checks;
import io.kloigos.core.host.HostAction;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What to do with a host. */
@Schema(name = "HostActionRequest")
record HostActionJson(@Nullable HostAction action) {
    HostActionJson {
        new Checks().that(action != null, "action", "is required").done();
    }

    HostAction wanted() {
        return Objects.requireNonNull(action);
    }
}
