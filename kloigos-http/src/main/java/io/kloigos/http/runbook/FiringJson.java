package io.kloigos.http.runbook;

import io.kloigos.core.runbook.Schedule.Firing;
import io.kloigos.core.runbook.Schedule.Outcome;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What became of one time at which a schedule was due. */
@Schema(name = "ScheduleFiring")
record FiringJson(Instant dueAt, Outcome outcome, @Nullable UUID taskId, String message, Instant firedAt) {
    static FiringJson of(Firing firing) {
        return new FiringJson(firing.dueAt(), firing.outcome(), firing.taskId(), firing.message(), firing.firedAt());
    }
}
