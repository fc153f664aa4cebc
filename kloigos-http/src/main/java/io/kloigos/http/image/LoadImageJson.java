package io.kloigos.http.image;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image to load onto a host.
 *
 * @param sourceUrl {@code file:NAME} of a file in the server's image folder
 */
@Schema(name = "LoadImageRequest")
record LoadImageJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable String version,
        @Nullable String sourceUrl) {
    LoadImageJson {
        new Checks()
                .hostname("host_id", hostId)
                .hostname("name", name)
                .text("source_url", sourceUrl, 2048)
                .done();
    }

    String host() {
        return Objects.requireNonNull(hostId);
    }

    String image() {
        return Objects.requireNonNull(name);
    }

    String source() {
        return Objects.requireNonNull(sourceUrl);
    }

    String imageVersion() {
        return Objects.requireNonNullElse(version, "1");
    }
}
