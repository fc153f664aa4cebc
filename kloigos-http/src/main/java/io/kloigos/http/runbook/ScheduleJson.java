package io.kloigos.http.runbook;

import io.kloigos.core.runbook.Schedule;
import io.kloigos.core.runbook.Schedule.Missed;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** When a runbook runs by itself. */
@Schema(name = "RunbookSchedule")
record ScheduleJson(
        UUID scheduleId,
        String runbookName,
        String cron,
        String timeZone,
        @Nullable String hostId,
        @Nullable UUID vmId,
        Map<String, String> parameters,
        Missed missedRuns,
        boolean paused,
        @Nullable Instant nextRunAt,
        List<Instant> nextRuns,
        @Nullable Instant lastRunAt,
        String createdBy,
        Instant createdAt) {
    static ScheduleJson of(Schedule schedule) {
        return new ScheduleJson(
                schedule.scheduleId(),
                schedule.runbookName(),
                schedule.cron(),
                schedule.timeZone(),
                schedule.request().hostId(),
                schedule.request().vmId(),
                schedule.request().parameters(),
                schedule.missed(),
                schedule.paused(),
                schedule.nextAt(),
                schedule.nextRuns(),
                schedule.lastAt(),
                schedule.createdBy(),
                schedule.createdAt());
    }
}
