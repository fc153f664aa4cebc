package io.kloigos.http.image;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where to copy an image.
 *
 * @param fromHostId the host to read it from; any that has it and can be reached unless told
 */
@Schema(name = "CopyImageRequest")
record CopyImageJson(@Nullable String hostId, @Nullable String fromHostId) {
    CopyImageJson {
        new Checks()
                .hostname("host_id", hostId)
                .optionalText("from_host_id", fromHostId, 255)
                .done();
    }

    String host() {
        return Objects.requireNonNull(hostId);
    }
}
