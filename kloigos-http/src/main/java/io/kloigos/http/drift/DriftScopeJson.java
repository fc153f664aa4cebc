package io.kloigos.http.drift;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.drift.DriftKind;
import io.kloigos.core.drift.DriftScope;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which drift to plan for; what is left out stands for all. */
@Schema(name = "DriftPlanRequest")
record DriftScopeJson(
        @Nullable String hostId,
        @Nullable UUID vmId,
        @Nullable Set<DriftKind> kinds) {
    DriftScope scope() {
        return new DriftScope(hostId, vmId, requireNonNullElse(kinds, Set.of()));
    }
}
