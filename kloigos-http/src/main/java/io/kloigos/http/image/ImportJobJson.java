package io.kloigos.http.image;

import io.kloigos.core.image.ImageImport;
import io.kloigos.core.task.TaskStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The fetching of an image on the wire.
 *
 * @param jobId the id of its task
 * @param progress how much has arrived, 0 to 100
 * @param bytesTotal null while, or because, the source does not tell
 */
@Schema(name = "ImportJob")
record ImportJobJson(
        UUID jobId,
        String hostId,
        String name,
        String sourceUrl,
        ImageImport.ChecksumStatus checksumStatus,
        int progress,
        Instant createdAt,
        TaskStatus status,
        UUID imageId,
        String version,
        long bytesDone,
        @Nullable Long bytesTotal,
        long bytesPerSecond,
        @Nullable String error) {
    static ImportJobJson of(ImageImport job) {
        return new ImportJobJson(
                job.jobId(),
                job.hostId(),
                job.name(),
                job.sourceUrl(),
                job.checksumStatus(),
                job.progress(),
                job.createdAt(),
                job.status(),
                job.imageId(),
                job.version(),
                job.bytesDone(),
                job.bytesTotal(),
                job.bytesPerSecond(),
                job.error());
    }

    /** A job that was accepted. */
    @Schema(name = "QueuedImport")
    record QueuedJson(String status, ImportJobJson job) {}

    /** The latest jobs. */
    @Schema(name = "ImportJobs")
    record ListJson(int count, List<ImportJobJson> items) {}
}
