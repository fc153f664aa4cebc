package io.kloigos.core.event;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The audit timeline: appended to in the transaction of the change it tells of, read newest first. */
public final class EventService implements AutoCloseable {
    private final Database database;
    private final Clock clock;
    private final EventFeed feed;

    public EventService(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.feed = new EventFeed(database);
    }

    /** New events as they are committed. */
    public EventFeed feed() {
        return feed;
    }

    public void start() {
        feed.start();
    }

    @Override
    public void close() {
        feed.close();
    }

    /** The events after that one, oldest first. */
    public List<Event> after(long eventId, int limit) {
        return database.transact(tx -> tx.mapper(EventMapper.class).after(eventId, limit));
    }

    /** The events that the query selects, newest first. */
    public List<Event> list(EventQuery query) {
        return database.transact(tx -> {
            EventMapper events = tx.mapper(EventMapper.class);
            Long before = query.before();
            return events.list(query, before == null ? null : events.timeOf(before));
        });
    }

    /** Appends one event to the caller's transaction. */
    public void record(Transaction tx, Caller caller, String type, String target, String message) {
        record(tx, caller, type, target, message, null);
    }

    /** The same, for an event that a task brought about. */
    public void record(
            Transaction tx, Caller caller, String type, String target, String message, @Nullable UUID taskId) {
        append(tx, List.of(event(caller, type, target, message, taskId)));
    }

    /**
     * The same, for an event that tells what changed.
     *
     * @param difference is written as JSON; must hold no secrets
     */
    public void record(
            Transaction tx,
            Caller caller,
            String type,
            String target,
            String message,
            @Nullable UUID taskId,
            Map<String, ?> difference) {
        Event event = event(caller, type, target, message, taskId);
        append(tx, List.of(difference.isEmpty() ? event : event.with(Json.write(difference))));
    }

    /** Makes an event of now, for {@link #append}. */
    public Event event(Caller caller, String type, String target, String message, @Nullable UUID taskId) {
        if (caller.dryRun()) {
            // what records an event would have been done by now, without a task
            throw new DryRun(null);
        }
        return new Event(0, type, message, caller.actor(), caller.address(), target, taskId, clock.instant(), null);
    }

    /** Appends several events in one statement. */
    public void append(Transaction tx, List<Event> events) {
        tx.mapper(EventMapper.class).insert(events);
        tx.afterCommit(feed::wake);
    }
}
