package io.kloigos.http.drift;

import io.kloigos.core.drift.DriftService.Mended;
import io.kloigos.core.task.TaskStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How the tasks of a plan ended. */
@Schema(name = "AppliedDriftPlan")
record AppliedPlanJson(String planHash, List<MendedJson> items) {
    static AppliedPlanJson of(String planHash, List<Mended> mended) {
        return new AppliedPlanJson(planHash, mended.stream().map(MendedJson::of).toList());
    }

    /** How the mending of one VM ended. */
    @Schema(name = "MendedVm")
    record MendedJson(
            UUID vmId,
            String hostId,
            UUID taskId,
            TaskStatus status,
            @Nullable String error) {
        static MendedJson of(Mended mended) {
            return new MendedJson(
                    mended.vmId(),
                    mended.hostId(),
                    mended.task().taskId(),
                    mended.task().status(),
                    mended.task().error());
        }
    }
}
