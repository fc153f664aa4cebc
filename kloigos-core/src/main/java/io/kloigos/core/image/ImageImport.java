package io.kloigos.core.image;

import io.kloigos.core.task.TaskStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One time that an image was asked for from a URL.
 *
 * @param jobId the id of its task
 * @param bytesTotal null while, or because, the source does not tell
 * @param error why it failed; null unless it did
 */
public record ImageImport(
        UUID jobId,
        UUID imageId,
        String hostId,
        String name,
        String version,
        String sourceUrl,
        TaskStatus status,
        ChecksumStatus checksumStatus,
        long bytesDone,
        @Nullable Long bytesTotal,
        long bytesPerSecond,
        @Nullable String error,
        Instant createdAt) {
    /** What is known of the content. */
    public enum ChecksumStatus {
        /** It has not arrived yet. */
        PENDING,
        VERIFIED,
        MISMATCH,
        /** It has arrived, and nobody said what it should be. */
        UNCHECKED;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How much has arrived, 0 to 100. */
    public int progress() {
        if (status == TaskStatus.SUCCEEDED) {
            return 100;
        }
        return bytesTotal == null || bytesTotal == 0 ? 0 : (int) Math.min(99, 100 * bytesDone / bytesTotal);
    }
}
