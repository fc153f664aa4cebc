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
 * @param sourceUrl where it came from, a URL or {@code volume:POOL/NAME}; null when it was loaded from a file
 * @param format null until it begins to arrive, as are checksum and sizes
 * @param checksum {@code sha256:…} of its file
 * @param sizeBytes of its file
 * @param virtualSizeBytes of the disk that a guest sees
 * @param osName what it holds, as told by whoever brought it
 * @param volume name of the copy in each host's pool
 * @param retiredAt since when no VM is made from it any more; null while VMs are
 * @param hosts ids of the hosts that hold a complete copy
 */
public record Image(
        UUID imageId,
        String name,
        String version,
        @Nullable String sourceUrl,
        Status status,
        @Nullable VolumeFormat format,
        @Nullable String checksum,
        long sizeBytes,
        long virtualSizeBytes,
        @Nullable String osName,
        @Nullable String osVersion,
        String volume,
        Instant createdAt,
        @Nullable Instant retiredAt,
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

    /** Whether it can be fetched anew from where it came, in another version by then. */
    public boolean isFromUrl() {
        return sourceUrl != null && !VolumeSource.isMeantBy(sourceUrl);
    }

    /** How a version of it is named where one name says which image is meant. */
    public String reference() {
        return name + ":" + version;
    }
}
