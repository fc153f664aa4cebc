package io.kloigos.core.database;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small recurring work: what every second wants, and pruning of what has had its time. */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final Changes changes;
    private final List<Runnable> everySecond;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "kloigos-housekeeping"));

    public Housekeeping(Changes changes, List<Runnable> everySecond) {
        this.changes = changes;
        this.everySecond = List.copyOf(everySecond);
    }

    public void start() {
        thread.scheduleWithFixedDelay(() -> everySecond.forEach(this::guarded), 1000, 1000, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(() -> guarded(changes::prune), 1, 1, TimeUnit.MINUTES);
    }

    @Override
    public void close() {
        Threads.end(thread);
    }

    private void guarded(Runnable work) {
        if (thread.isShutdown()) {
            return;
        }
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("Housekeeping failed and is tried again: {}", e.toString());
        }
    }
}
