package io.kloigos.http.host;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A host's OpenSSH public key line. */
@Schema(name = "HostKeyRequest")
record HostKeyJson(@Nullable String hostKey) {
    HostKeyJson {
        new Checks().text("host_key", hostKey, 2048).done();
    }

    String line() {
        return Objects.requireNonNull(hostKey);
    }
}
