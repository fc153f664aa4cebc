package io.kloigos.http.event;

import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventFeed;
import io.kloigos.core.event.EventNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Predicate;
import org.glassfish.jersey.server.ChunkedOutput;
import org.jspecify.annotations.Nullable;

/**
 * One reader of events. What is to be written waits in a short queue; a thread is lent while there is something in it, so
 * that one that reads slowly, or not at all, holds up nobody.
 */
final class EventStream {
    private static final int LONGEST_QUEUE = 2000;
    /** An event and no comment, so that pages notice its absence: browsers do not tell of comments. */
    private static final String KEEPALIVE = "event: alive\ndata: {}\n\n";
    /** The reader should read the lists anew: it has missed more than is sent again. */
    private static final String RESET = "event: reset\ndata: {}\n\n";

    /** Sessions and tokens end by themselves: a user's stream ends now and then, and the reader shows again who it is. */
    private static final Duration LONGEST_OF_A_USER = Duration.ofMinutes(15);
    /** With these, what a reader may hear of is another; with the first user, whoever sits at the machine has to log in. */
    private static final Set<String> CHANGES_OF_USERS = Set.of(
            "user.created",
            "user.changed",
            "user.deleted",
            "user.password_set",
            "token.deleted",
            "project.member_added",
            "project.member_changed",
            "project.member_removed",
            "project.deleted");

    private final EventStreams streams;
    private final EventNumbers numbers;
    private final Predicate<Event> wanted;
    private final boolean ofUser;
    private final long opened = System.nanoTime();
    private final ChunkedOutput<String> output = new ChunkedOutput<>(String.class);
    private final Deque<EventFeed.Item> queue = new ArrayDeque<>();
    private Runnable unsubscribe = () -> {};
    private boolean writing = true;
    private boolean keepAliveDue;
    private boolean closed;
    /** What was sent again and may yet come from the feed. */
    private final Set<Long> replayed = ConcurrentHashMap.newKeySet();

    /**
     * @param numbers how the reader is told the numbers of events
     * @param ofUser whether the reader has shown a session or a token
     */
    EventStream(EventStreams streams, EventNumbers numbers, Predicate<Event> wanted, boolean ofUser) {
        this.streams = streams;
        this.numbers = numbers;
        this.wanted = wanted;
        this.ofUser = ofUser;
    }

    ChunkedOutput<String> output() {
        return output;
    }

    /** Listens from now on; what came before is sent first if the reader asks for it. */
    void start(@Nullable Long after) {
        unsubscribe = streams.feed().subscribe(this::offer);
        streams.writers().execute(() -> {
            try {
                output.write("retry: 1000\n\n");
                if (after != null) {
                    replay(numbers.reveal(after));
                }
                drain();
            } catch (IOException | RuntimeException e) {
                close();
            }
        });
    }

    private void replay(long after) throws IOException {
        long last = after;
        int count = 0;
        List<Event> page = streams.page(last);
        while (!page.isEmpty()) {
            if (streams.isTooFarBehind(count)) {
                output.write(RESET);
                return;
            }
            for (Event event : page) {
                last = event.eventId();
                if (wanted.test(event)) {
                    replayed.add(last);
                    output.write(streams.text(numbers, event, last));
                }
            }
            count += page.size();
            page = streams.page(last);
        }
    }

    private synchronized void offer(EventFeed.Item item) {
        if (closed) {
            return;
        }
        if (queue.size() >= LONGEST_QUEUE
                || CHANGES_OF_USERS.contains(item.event().type())) {
            close();
            return;
        }
        if (wanted.test(item.event())) {
            queue.add(item);
            write();
        }
    }

    synchronized void keepAlive() {
        if (ofUser && System.nanoTime() - opened > LONGEST_OF_A_USER.toNanos()) {
            close();
            return;
        }
        keepAliveDue = true;
        write();
    }

    private void write() {
        if (!writing && !closed) {
            writing = true;
            try {
                streams.writers().execute(this::drain);
            } catch (RejectedExecutionException e) {
                close();
            }
        }
    }

    private void drain() {
        try {
            for (String next = next(); next != null; next = next()) {
                output.write(next);
            }
        } catch (IOException | RuntimeException e) {
            close();
        }
    }

    private synchronized @Nullable String next() {
        EventFeed.Item item = queue.poll();
        while (item != null && replayed.remove(item.event().eventId())) {
            item = queue.poll();
        }
        if (item != null) {
            return streams.text(numbers, item.event(), item.resumeFrom());
        }
        if (keepAliveDue) {
            keepAliveDue = false;
            return KEEPALIVE;
        }
        writing = false;
        return null;
    }

    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        unsubscribe.run();
        streams.closed(this);
        try {
            // a writer may be stuck in it
            streams.writers().execute(this::closeOutput);
        } catch (RejectedExecutionException e) {
            closeOutput();
        }
    }

    private void closeOutput() {
        try {
            output.close();
        } catch (IOException | UncheckedIOException e) {
            // the reader is gone, which is what closing is about
        }
    }
}
