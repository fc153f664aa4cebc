package io.kloigos.core.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.runbook.Schedule.Firing;
import io.kloigos.core.runbook.ScheduleMapper.Row;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** When runbooks run by themselves. */
public final class Schedules {
    private static final int MOST = 1000;
    private static final int NEXT_SHOWN = 5;
    private static final int FIRINGS_SHOWN = 20;

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final RunbookService runbooks;
    private final Targets targets;
    private final Firings firings;
    private final Clock clock;

    Schedules(
            Database database,
            Changes changes,
            EventService events,
            RunbookService runbooks,
            Targets targets,
            Firings firings,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.runbooks = runbooks;
        this.targets = targets;
        this.firings = firings;
        this.clock = clock;
    }

    /** Refuses what could not run now either: an unknown runbook, host or VM, a missing parameter, a time that never comes. */
    public Schedule add(Caller caller, ScheduleRequest request) {
        UUID id = changes.make(caller, "schedule.add", request, Json.type(UUID.class), tx -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
            Runbook runbook = runbooks.get(tx, request.runbookName()).runbook();
            targets.check(tx, request.request());
            runbooks.values(runbook, request.request(), now);
            Instant next = CronTimes.of(request.cron(), request.timeZone())
                    .next(now)
                    .orElseThrow(() -> KloigosException.invalid("cron", "never comes"));
            Row row = new Row(
                    UUID.randomUUID(),
                    request.runbookName(),
                    request.cron().strip(),
                    request.timeZone(),
                    request.request().hostId(),
                    request.request().vmId(),
                    Json.write(request.request().parameters()),
                    request.missed(),
                    false,
                    next,
                    null,
                    caller.actor(),
                    now);
            tx.mapper(ScheduleMapper.class).insert(row);
            events.record(
                    tx,
                    caller,
                    "schedule.added",
                    target(row),
                    "Runbook " + row.runbookName() + " was scheduled: " + row.cron() + " " + row.timeZone());
            return row.scheduleId();
        });
        return get(id);
    }

    /** The newest first. */
    public List<Schedule> list() {
        return database.transact(tx -> tx.mapper(ScheduleMapper.class).list(MOST)).stream()
                .map(this::schedule)
                .toList();
    }

    /** {@code NOT_FOUND} when there is no such schedule. */
    public Schedule get(UUID scheduleId) {
        return schedule(database.transact(tx -> row(tx, scheduleId)));
    }

    /** What became of the last times that it was due, the latest first. */
    public List<Firing> firings(UUID scheduleId) {
        get(scheduleId);
        return database.transact(tx -> tx.mapper(ScheduleMapper.class).firings(scheduleId, FIRINGS_SHOWN));
    }

    /** Lets it rest; runs that have begun go on. */
    public Schedule pause(Caller caller, UUID scheduleId) {
        return setPaused(caller, scheduleId, true);
    }

    /** From the next time on; what was missed meanwhile is not made up for. */
    public Schedule resume(Caller caller, UUID scheduleId) {
        return setPaused(caller, scheduleId, false);
    }

    public void remove(Caller caller, UUID scheduleId) {
        database.run(tx -> {
            Row row = row(tx, scheduleId);
            tx.mapper(ScheduleMapper.class).delete(scheduleId);
            events.record(
                    tx,
                    caller,
                    "schedule.removed",
                    target(row),
                    "The schedule of runbook " + row.runbookName() + " was removed");
        });
    }

    /** Starts what is due; to be called about once a second, by any number of instances. */
    public void fireDue() {
        boolean more = true;
        while (more) {
            more = database.transact(firings::fireNext);
        }
    }

    private Schedule setPaused(Caller caller, UUID scheduleId, boolean paused) {
        database.run(tx -> {
            Row row = row(tx, scheduleId);
            Instant next = paused
                    ? null
                    : CronTimes.of(row.cron(), row.timeZone())
                            .next(clock.instant())
                            .orElse(null);
            if (tx.mapper(ScheduleMapper.class).setPaused(scheduleId, paused, next) > 0) {
                events.record(
                        tx,
                        caller,
                        paused ? "schedule.paused" : "schedule.resumed",
                        target(row),
                        "The schedule of runbook " + row.runbookName() + (paused ? " rests" : " goes on"));
            }
        });
        return get(scheduleId);
    }

    private static Row row(Transaction tx, UUID scheduleId) {
        return Optional.ofNullable(tx.mapper(ScheduleMapper.class).find(scheduleId))
                .orElseThrow(() -> KloigosException.notFound("schedule", scheduleId));
    }

    private Schedule schedule(Row row) {
        return new Schedule(
                row.scheduleId(),
                row.runbookName(),
                row.cron(),
                row.timeZone(),
                Firings.request(row),
                row.missed(),
                row.paused(),
                row.nextAt(),
                row.paused()
                        ? List.of()
                        : CronTimes.of(row.cron(), row.timeZone()).next(clock.instant(), NEXT_SHOWN),
                row.lastAt(),
                row.createdBy(),
                row.createdAt());
    }

    static String target(Row row) {
        return "schedule:" + row.scheduleId();
    }
}
