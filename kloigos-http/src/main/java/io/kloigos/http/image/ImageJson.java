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
        VolumeFormat format,
        long sizeBytes,
        long virtualSizeBytes,
        List<String> hosts) {
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
                image.hosts());
    }
}
