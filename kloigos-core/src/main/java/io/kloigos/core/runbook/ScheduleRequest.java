package io.kloigos.core.runbook;

import io.kloigos.core.Checks;
import io.kloigos.core.runbook.Schedule.Missed;

/** A schedule to be made. */
public record ScheduleRequest(String runbookName, String cron, String timeZone, RunRequest request, Missed missed) {
    public ScheduleRequest {
        new Checks()
                .hostname("runbook_name", runbookName)
                .text("cron", cron, 100)
                .text("time_zone", timeZone, 64)
                .done();
        CronTimes.of(cron, timeZone);
    }
}
