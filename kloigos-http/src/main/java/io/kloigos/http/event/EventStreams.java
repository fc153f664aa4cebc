package io.kloigos.http.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventFeed;
import io.kloigos.core.event.EventNumbers;
import io.kloigos.core.event.EventService;
import io.kloigos.http.json.WireJson;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.glassfish.jersey.server.ChunkedOutput;
import org.jspecify.annotations.Nullable;

/** The open event streams. A slow reader is cut off, and goes on where it was when it comes back. */
public final class EventStreams implements AutoCloseable {
    private static final int MOST = 256;
    private static final int PAGE = 500;
    /** Who is further behind is better served by the lists. */
    private static final int MOST_REPLAYED = 10_000;

    private static final long KEEPALIVE_SECONDS = 15;
    private static final long PATIENCE_SECONDS = 1;

    private final EventService events;
    private final ObjectMapper mapper = WireJson.mapper();
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService writers = Executors.newCachedThreadPool(work -> new Thread(work, "event-stream"));
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "event-stream-keepalive"));

    public EventStreams(EventService events) {
        this.events = events;
        timer.scheduleWithFixedDelay(
                () -> open.forEach(EventStream::keepAlive), KEEPALIVE_SECONDS, KEEPALIVE_SECONDS, TimeUnit.SECONDS);
    }

    /**
     * Opens a stream; {@code UNAVAILABLE} when there are too many. It ends when what readers may hear of has changed, a user's also
     * after a while: whoever comes back is asked again who it is.
     *
     * @param after the last event that the reader has seen; null to begin with what happens now
     */
    ChunkedOutput<String> open(Caller caller, Predicate<Event> wanted, @Nullable Long after) {
        if (open.size() >= MOST) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, MOST + " event streams are open already. Close one, or try again later.");
        }
        Scope scope = caller.scope();
        EventStream stream = new EventStream(
                this,
                events.numbers(scope),
                event -> scope.covers(event.projectId()) && wanted.test(event),
                caller.userId() != null);
        open.add(stream);
        stream.start(after);
        return stream.output();
    }

    EventFeed feed() {
        return events.feed();
    }

    Executor writers() {
        return writers;
    }

    void closed(EventStream stream) {
        open.remove(stream);
    }

    List<Event> page(long after) {
        return events.after(after, PAGE);
    }

    boolean isTooFarBehind(int replayed) {
        return replayed >= MOST_REPLAYED;
    }

    String text(EventNumbers numbers, Event event, long resumeFrom) {
        try {
            return "id: " + numbers.hide(resumeFrom) + "\ndata: "
                    + mapper.writeValueAsString(EventJson.of(numbers, event)) + "\n\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        open.forEach(EventStream::close);
        writers.shutdown();
        try {
            // what ends a stream is written by them; who does not read is not waited for
            writers.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writers.shutdownNow();
    }
}
