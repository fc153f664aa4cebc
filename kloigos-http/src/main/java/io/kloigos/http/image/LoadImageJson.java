package io.kloigos.http.image;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImportRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An image to load onto a host.
 *
 * @param version 1 unless told otherwise
 * @param sourceUrl an http or https URL, {@code volume:POOL/NAME} of a volume on that host, or {@code file:NAME} of a file in
 *     the server's image folder
 * @param checksum {@code sha256:} and its digits; not of a file
 * @param format what it must be; not of a file
 */
@Schema(name = "LoadImageRequest")
record LoadImageJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable String version,
        @Nullable String sourceUrl,
        @Nullable String checksum,
        @Nullable VolumeFormat format,
        @Nullable OsJson os) {
    /** What an image holds, in whatever words. */
    @Schema(name = "ImageOsRequest")
    record OsJson(@Nullable String name, @Nullable String version) {}

    LoadImageJson {
        new Checks()
                .hostname("host_id", hostId)
                .hostname("name", name)
                .text("source_url", sourceUrl, 2048)
                .done();
    }

    /** Whether it is in the server's image folder. */
    boolean isFile() {
        return source().startsWith("file:");
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

    ImportRequest request() {
        return new ImportRequest(
                host(),
                image(),
                imageVersion(),
                source(),
                checksum,
                format,
                os == null ? null : os.name(),
                os == null ? null : os.version());
    }
}
