package io.kloigos.core.event;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.Scope;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.json.Json;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The audit timeline: appended to in the transaction of the change it tells of, read newest first. */
public final class EventService implements AutoCloseable {
    private static final int MOST_COUNTED = 100_000;
    private static final int KEY_BYTES = 32;

    private final Database database;
    private final Clock clock;
    private final EventFeed feed;
    private volatile @Nullable EventNumbers hidden;

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

    /**
     * The events that the query selects, newest first. Within some projects their numbers, and the one that the query pages on
     * from, are those of {@link #numbers}.
     */
    public List<Event> list(EventQuery query) {
        if (query.scope().equals(Scope.NOTHING)) {
            return List.of();
        }
        EventNumbers numbers = numbers(query.scope());
        Long before = query.before() == null ? null : (Long) numbers.reveal(query.before());
        List<Event> found = database.transact(tx -> {
            EventMapper events = tx.mapper(EventMapper.class);
            return events.list(query.before(before), before == null ? null : events.timeOf(before));
        });
        return found.stream()
                .map(event -> event.numbered(numbers.hide(event.eventId())))
                .toList();
    }

    /** How events are numbered for who sees what is in that scope. */
    public EventNumbers numbers(Scope scope) {
        if (scope.all()) {
            return EventNumbers.PLAIN;
        }
        EventNumbers known = hidden;
        if (known == null) {
            known = readKey();
            hidden = known;
        }
        return known;
    }

    private EventNumbers readKey() {
        return database.transact(tx -> {
            EventMapper events = tx.mapper(EventMapper.class);
            byte[] random = new byte[KEY_BYTES];
            new SecureRandom().nextBytes(random);
            events.makeNumberKey(HexFormat.of().formatHex(random));
            return EventNumbers.with(HexFormat.of().parseHex(events.numberKey()));
        });
    }

    /**
     * How many events there were lately, in stretches of equal length, oldest first; the last one is not over yet. Of more than
     * 100,000 the newest are counted.
     *
     * @param filter what is counted; its time, place and limit do not matter
     * @param stretches 1 to 200
     */
    public List<EventCount> counts(EventQuery filter, Duration stretch, int stretches) {
        long seconds = stretch.toSeconds();
        long first = clock.instant().getEpochSecond() / seconds * seconds - seconds * (stretches - 1L);
        EventQuery query = new EventQuery(
                        filter.type(), filter.actor(), filter.target(), Instant.ofEpochSecond(first), null, null, 1)
                .within(filter.scope());
        Map<Long, Long> found =
                database.transact(tx -> tx.mapper(EventMapper.class).counts(query, seconds, MOST_COUNTED)).stream()
                        .collect(Collectors.toMap(EventMapper.CountRow::from, EventMapper.CountRow::events));
        return LongStream.range(0, stretches)
                .map(i -> first + i * seconds)
                .mapToObj(at -> new EventCount(Instant.ofEpochSecond(at), found.getOrDefault(at, 0L)))
                .toList();
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
        return new Event(
                0, type, message, caller.actor(), caller.address(), target, taskId, clock.instant(), null, null);
    }

    /** Appends several events in one statement. */
    public void append(Transaction tx, List<Event> events) {
        tx.mapper(EventMapper.class).insert(events);
        tx.afterCommit(feed::wake);
    }
}
