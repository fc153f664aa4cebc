package io.kloigos.core.drift;

import io.kloigos.core.Checks;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A domain to be taken into the CMDB. Its name, CPUs, memory, disks, networks and power are what its host reports.
 *
 * @param image what its disk was made from; null when that is not known
 * @param labels null for those of its stamp, if it bears ours
 * @param annotations null for those of its stamp, if it bears ours
 * @param createdAt null for that of its stamp, else now
 */
public record ImportRequest(
        String hostId,
        UUID vmId,
        @Nullable String image,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable Instant createdAt) {
    public ImportRequest {
        labels = labels == null ? null : Map.copyOf(labels);
        annotations = annotations == null ? null : Map.copyOf(annotations);
        new Checks()
                .hostname("host_id", hostId)
                .optionalText("image", image, 255)
                .labels("labels", labels == null ? Map.of() : labels)
                .labels("annotations", annotations == null ? Map.of() : annotations)
                .optionalText("project_id", projectId, 64)
                .done();
    }
}
