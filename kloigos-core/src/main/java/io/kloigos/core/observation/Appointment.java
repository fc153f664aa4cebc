package io.kloigos.core.observation;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Something that is to be done once at some time; a new time takes the place of the old one. Thread-safe. */
final class Appointment {
    private final ScheduledExecutorService timer;
    private final Runnable work;
    private @Nullable ScheduledFuture<?> pending;

    /** @param work is run on the timer's thread: it must only hand over */
    Appointment(ScheduledExecutorService timer, Runnable work) {
        this.timer = timer;
        this.work = work;
    }

    synchronized void in(Duration delay) {
        cancel();
        if (!timer.isShutdown()) {
            pending = timer.schedule(work, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Brings it forward to then, if it is later or not made at all. */
    synchronized void noLaterThan(Duration delay) {
        ScheduledFuture<?> now = pending;
        if (now == null || now.isDone() || now.getDelay(TimeUnit.MILLISECONDS) > delay.toMillis()) {
            in(delay);
        }
    }

    synchronized void cancel() {
        if (pending != null) {
            pending.cancel(false);
            pending = null;
        }
    }
}
