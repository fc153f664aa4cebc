package io.kloigos.core.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.runbook.Schedule.Firing;
import io.kloigos.core.runbook.Schedule.Missed;
import io.kloigos.core.runbook.Schedule.Outcome;
import io.kloigos.core.runbook.ScheduleMapper.Row;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.user.UserService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Starts what is due, each time once: the schedule's row is locked, and a row of that time, the run's task, and the next
 * time are written in the same transaction.
 */
final class Firings {
    /** So late does nobody count as having missed it. */
    private static final Duration GRACE = Duration.ofSeconds(60);

    private static final int LONGEST_MESSAGE = 1000;

    private final RunbookService runbooks;
    private final TaskService tasks;
    private final EventService events;
    private final Clock clock;

    Firings(RunbookService runbooks, TaskService tasks, EventService events, Clock clock) {
        this.runbooks = runbooks;
        this.tasks = tasks;
        this.events = events;
        this.clock = clock;
    }

    /** False when nothing is due that no other instance looks at. */
    boolean fireNext(Transaction tx) {
        Instant now = clock.instant();
        Row due = tx.mapper(ScheduleMapper.class).lockDue(now);
        if (due == null || due.nextAt() == null) {
            return false;
        }
        boolean isLate = due.nextAt().plus(GRACE).isBefore(now);
        Firing firing = fire(tx, due, due.nextAt(), now, isLate);
        tx.mapper(ScheduleMapper.class).insertFiring(due.scheduleId(), firing);
        Instant next = CronTimes.of(due.cron(), due.timeZone())
                .next(isLate ? now : due.nextAt())
                .orElse(null);
        tx.mapper(ScheduleMapper.class).advance(due.scheduleId(), next, due.nextAt());
        if (firing.outcome() != Outcome.STARTED) {
            events.record(
                    tx,
                    Caller.of("kloigos"),
                    "schedule." + firing.outcome().word(),
                    Schedules.target(due),
                    "Runbook " + due.runbookName() + " did not run at its time: " + firing.message());
        }
        return true;
    }

    private Firing fire(Transaction tx, Row due, Instant at, Instant now, boolean isLate) {
        if (isLate && due.missed() == Missed.SKIP) {
            return new Firing(at, Outcome.MISSED, null, "no instance ran then", now);
        }
        UUID before = running(tx, due);
        if (before != null) {
            return new Firing(at, Outcome.OVERLAPPED, null, "its run before, task " + before + ", has not ended", now);
        }
        if (UserService.isDisabled(tx, due.createdBy())) {
            return new Firing(at, Outcome.REFUSED, null, due.createdBy() + ", who made it, is disabled", now);
        }
        try {
            UUID taskId = runbooks.submit(tx, Caller.of(due.createdBy()), due.runbookName(), request(due));
            return new Firing(at, Outcome.STARTED, taskId, isLate ? "late" : "", now);
        } catch (KloigosException e) {
            String why = String.valueOf(e.getMessage());
            String kept = why.length() > LONGEST_MESSAGE ? why.substring(0, LONGEST_MESSAGE) : why;
            return new Firing(at, Outcome.REFUSED, null, kept, now);
        }
    }

    private @Nullable UUID running(Transaction tx, Row due) {
        UUID last = tx.mapper(ScheduleMapper.class).lastTask(due.scheduleId());
        return last == null || tasks.get(last).status().isFinal() ? null : last;
    }

    @SuppressWarnings("unchecked")
    static RunRequest request(Row row) {
        Map<String, String> parameters = (Map<String, String>) Json.<Map<?, ?>>read(row.parameters(), Json.textMap());
        return new RunRequest(row.hostId(), row.vmId(), parameters);
    }
}
