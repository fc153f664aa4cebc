package io.kloigos.http.drift;

import io.kloigos.core.drift.Difference;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.drift.DriftKind;
import io.kloigos.core.drift.Refusal;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One VM over which its host and the CMDB differ. */
@Schema(name = "Drift")
record DriftJson(
        DriftKind kind,
        String hostId,
        UUID vmId,
        String name,
        @Nullable Refusal refusal,
        List<DifferenceJson> differences,
        String detail,
        @Nullable Instant observedAt) {
    static DriftJson of(Drift drift) {
        return new DriftJson(
                drift.kind(),
                drift.hostId(),
                drift.vmId(),
                drift.name(),
                drift.refusal(),
                drift.differences().stream().map(DifferenceJson::of).toList(),
                drift.detail(),
                drift.observedAt());
    }

    /** One thing in which a domain is not as wanted, as it runs and from its next start on. */
    @Schema(name = "Difference")
    record DifferenceJson(
            String field,
            @Nullable Object wanted,
            @Nullable Object live,
            @Nullable Object persistent) {
        static DifferenceJson of(Difference difference) {
            return new DifferenceJson(
                    difference.field(), difference.wanted(), difference.live(), difference.persistent());
        }
    }
}
