package io.kloigos.core.event;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * New events as they are committed, by any engine on the database: those of this one at once, those of others within a
 * quarter of a second.
 *
 * <p>Numbers are given out before transactions commit, so that a smaller one may show up after a larger one. The feed
 * keeps asking for numbers that it has jumped over until no transaction can bring them any more.
 */
public final class EventFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);
    private static final long POLL_MS = 250;
    /** Longer than any transaction waits for a lock. */
    private static final Duration LATE = Duration.ofSeconds(10);

    private static final int PAGE = 1000;
    private static final int MOST_MISSING = 1000;
    /** More transactions than can be open at once. */
    private static final int MOST_IN_FLIGHT = 100;

    private final Database database;
    private final List<Consumer<Item>> listeners = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "kloigos-event-feed"));
    private final AtomicBoolean woken = new AtomicBoolean();
    private final TreeMap<Long, Long> missing = new TreeMap<>();
    private volatile long last;
    private boolean idle = true;

    /**
     * An event of the feed.
     *
     * @param resumeFrom who has seen this one and asks for what comes after that number misses nothing
     */
    public record Item(Event event, long resumeFrom) {}

    public EventFeed(Database database) {
        this.database = database;
    }

    void start() {
        last = newest();
        thread.scheduleWithFixedDelay(this::read, POLL_MS, POLL_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * From now on the listener gets each event once, in the order in which they are seen, on the feed's one thread: it must
     * not block. Returns what ends that. Blocks for a moment.
     */
    public Runnable subscribe(Consumer<Item> listener) {
        CompletableFuture.runAsync(
                        () -> {
                            // what was committed before is no news to this one
                            read();
                            listeners.add(listener);
                        },
                        thread)
                .join();
        return () -> listeners.remove(listener);
    }

    /** Something was committed here. */
    void wake() {
        if (!listeners.isEmpty() && woken.compareAndSet(false, true) && !thread.isShutdown()) {
            thread.execute(this::read);
        }
    }

    @Override
    public void close() {
        Threads.end(thread);
    }

    private void read() {
        woken.set(false);
        try {
            if (listeners.isEmpty()) {
                idle = true;
                last = newest();
            } else {
                wakeUp();
                publish(unseen());
            }
        } catch (RuntimeException e) {
            LOG.warn("New events could not be read; tried again: {}", e.toString());
        }
    }

    /** While nobody listened, no notice was taken of numbers that were jumped over. */
    private void wakeUp() {
        if (idle) {
            idle = false;
            missing.clear();
            long now = System.nanoTime();
            long until = last;
            last = Math.max(0, last - MOST_IN_FLIGHT);
            after(last).stream().filter(event -> event.eventId() <= until).forEach(event -> step(event.eventId(), now));
            last = until;
        }
    }

    private long newest() {
        return database.transact(tx -> tx.mapper(EventMapper.class).newest());
    }

    private List<Event> unseen() {
        long now = System.nanoTime();
        List<Event> events = new ArrayList<>(late(now));
        List<Event> page;
        do {
            page = after(last);
            page.forEach(event -> step(event.eventId(), now));
            events.addAll(page);
        } while (page.size() == PAGE);
        events.sort(Comparator.comparingLong(Event::eventId));
        return events;
    }

    private List<Event> late(long now) {
        missing.values().removeIf(since -> now - since > LATE.toNanos());
        if (missing.isEmpty()) {
            return List.of();
        }
        List<Event> late = database.transact(tx -> tx.mapper(EventMapper.class).ofIds(List.copyOf(missing.keySet())));
        late.forEach(event -> missing.remove(event.eventId()));
        return late;
    }

    private List<Event> after(long id) {
        return database.transact(tx -> tx.mapper(EventMapper.class).after(id, PAGE));
    }

    private void step(long id, long now) {
        for (long jumped = Math.max(last + 1, id - MOST_MISSING); jumped < id; jumped++) {
            missing.put(jumped, now);
        }
        while (missing.size() > MOST_MISSING) {
            missing.pollFirstEntry();
        }
        last = id;
    }

    private void publish(List<Event> events) {
        long settled = missing.isEmpty() ? Long.MAX_VALUE : missing.firstKey() - 1;
        for (Event event : events) {
            Item item = new Item(event, Math.min(event.eventId(), settled));
            listeners.forEach(listener -> listener.accept(item));
        }
    }
}
