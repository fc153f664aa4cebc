package io.kloigos.core.hypervisor;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our mark on a domain: whose it is, how new, and what only the CMDB knows of it, so that the CMDB can be rebuilt.
 *
 * @param owner id of the CMDB that defined it
 * @param generation grows with every redefinition; a newer one than ours is never overwritten
 * @param image what its disk was made from
 * @param createdAt when the VM was asked for
 */
public record Stamp(
        String owner,
        long generation,
        @Nullable String project,
        @Nullable String image,
        @Nullable Instant createdAt,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Stamp {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** A mark that says no more than whose and how new. */
    public Stamp(String owner, long generation) {
        this(owner, generation, null, null, null, Map.of(), Map.of());
    }

    /** The same mark of another generation. */
    public Stamp withGeneration(long other) {
        return new Stamp(owner, other, project, image, createdAt, labels, annotations);
    }
}
