package io.kloigos.http.image;

import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.Image;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An image on the wire. */
@Schema(name = "Image")
public record ImageJson(
        UUID imageId,
        String name,
        @Nullable String sourceUrl,
        Image.Status status,
        Instant createdAt,
        String version,
        @Nullable String checksum,
        @Nullable VolumeFormat format,
        long sizeBytes,
        long virtualSizeBytes,
        boolean retired,
        OsJson os,
        List<String> hosts) {
    /** What an image holds, as told by whoever brought it. */
    @Schema(name = "ImageOs")
    record OsJson(@Nullable String name, @Nullable String version) {}

    public static ImageJson of(Image image) {
        return new ImageJson(
                image.imageId(),
                image.name(),
                image.sourceUrl(),
                image.status(),
                image.createdAt(),
                image.version(),
                image.checksum(),
                image.format(),
                image.sizeBytes(),
                image.virtualSizeBytes(),
                image.retiredAt() != null,
                new OsJson(image.osName(), image.osVersion()),
                image.hosts());
    }
}
