package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Threads that make small changes, each with its event, at a pace of their own, whatever the others do. */
final class EventWriters implements AutoCloseable {
    /** Fifty a second and writer. */
    private static final long PACE_NANOS = 20_000_000L;

    private final Kloigos engine;
    private final List<Thread> threads;
    private final List<Latencies> measured = new ArrayList<>();
    private volatile boolean ended;

    EventWriters(Kloigos engine, int writers) {
        this.engine = engine;
        this.threads = IntStream.range(0, writers)
                .mapToObj(i -> new Thread(() -> write("writer-" + i), "writer-" + i))
                .toList();
        threads.forEach(Thread::start);
    }

    /** Times count from the moment at which a change was due, so that one that waits for another is not overlooked. */
    private void write(String name) {
        List<Long> nanos = new ArrayList<>();
        long due = System.nanoTime();
        while (!ended) {
            LockSupport.parkNanos(due - System.nanoTime());
            String id = "p-" + UUID.randomUUID();
            engine.projects().create(Caller.of(name), id, id, "");
            nanos.add(System.nanoTime() - due);
            due += PACE_NANOS;
        }
        synchronized (measured) {
            measured.add(Latencies.of(nanos.stream().mapToLong(Long::longValue).toArray()));
        }
    }

    /** Stops them, and tells how long their changes took. */
    Latencies end() throws InterruptedException {
        ended = true;
        for (Thread thread : threads) {
            thread.join();
        }
        synchronized (measured) {
            return Latencies.together(measured);
        }
    }

    @Override
    public void close() throws InterruptedException {
        end();
    }
}
