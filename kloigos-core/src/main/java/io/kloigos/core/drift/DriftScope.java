package io.kloigos.core.drift;

import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which drift is meant; null and an empty set stand for all. */
public record DriftScope(@Nullable String hostId, @Nullable UUID vmId, Set<DriftKind> kinds) {
    public DriftScope {
        kinds = Set.copyOf(kinds);
    }

    boolean includes(DriftKind kind) {
        return kinds.isEmpty() || kinds.contains(kind);
    }
}
