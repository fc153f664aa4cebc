package io.kloigos.http.runbook;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.runbook.RunRequest;
import io.kloigos.core.runbook.Schedule.Missed;
import io.kloigos.core.runbook.ScheduleRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A schedule to be made.
 *
 * @param timeZone UTC unless told otherwise
 * @param missedRuns skip unless told otherwise
 */
@Schema(name = "AddScheduleRequest")
record AddScheduleJson(
        @Nullable String runbookName,
        @Nullable String cron,
        @Nullable String timeZone,
        @Nullable String hostId,
        @Nullable UUID vmId,
        @Nullable Map<String, Object> parameters,
        @Nullable Missed missedRuns) {
    ScheduleRequest request() {
        return new ScheduleRequest(
                requireNonNullElse(runbookName, ""),
                requireNonNullElse(cron, ""),
                requireNonNullElse(timeZone, "UTC"),
                new RunRequest(hostId, vmId, Texts.of("parameters", parameters)),
                requireNonNullElse(missedRuns, Missed.SKIP));
    }
}
