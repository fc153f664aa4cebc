package io.kloigos.http.drift;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The plan to apply, as {@code plan_hash} names it; with a host or VM, only its part. */
@Schema(name = "ApplyDriftPlanRequest")
record ApplyPlanJson(
        @Nullable String planHash,
        @Nullable String hostId,
        @Nullable UUID vmId) {
    ApplyPlanJson {
        new Checks().text("plan_hash", planHash, 64).done();
    }

    String hash() {
        return Objects.requireNonNull(planHash);
    }
}
