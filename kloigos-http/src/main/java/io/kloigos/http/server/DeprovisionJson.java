package io.kloigos.http.server;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Which server to give back. */
@Schema(name = "DeprovisionRequest")
record DeprovisionJson(@Nullable String hostname) {
    DeprovisionJson {
        new Checks().text("hostname", hostname, 255).done();
    }

    String server() {
        return Objects.requireNonNull(hostname);
    }
}
