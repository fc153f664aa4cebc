package io.kloigos.core.image;

import io.kloigos.core.hypervisor.VolumeFormat;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A catalogued base disk.
 *
 * @param sourceUrl where it came from; null when it was loaded from a file
 * @param checksum {@code sha256:…} of its file
 * @param sizeBytes of its file
 * @param virtualSizeBytes of the disk that a guest sees
 * @param volume name of the copy in each host's pool
 * @param hosts ids of the hosts that hold a complete copy
 */
public record Image(
        UUID imageId,
        String name,
        String version,
        @Nullable String sourceUrl,
        Status status,
        VolumeFormat format,
        @Nullable String checksum,
        long sizeBytes,
        long virtualSizeBytes,
        String volume,
        Instant createdAt,
        List<String> hosts) {
    /** Where an image stands. */
    public enum Status {
        LOADING,
        AVAILABLE,
        FAILED;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Image {
        hosts = List.copyOf(hosts);
    }
}
