package io.kloigos.core.observation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a few hosts at a time do what takes this machine's CPU: connecting and complete looks. A host that keeps its place
 * for long is waited for, not worked on, and loses it: hosts that hang never keep the others out.
 */
final class Admission {
    private static final int AT_ONCE = 2 * Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final long LONGEST_MS = 1500;

    private final Executor executor;
    private final ScheduledExecutorService timer;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int inside;

    Admission(Executor executor, ScheduledExecutorService timer) {
        this.executor = executor;
        this.timer = timer;
    }

    /** Runs the work when there is room, in the order of asking. */
    synchronized void submit(Runnable work) {
        waiting.add(work);
        admit();
    }

    private synchronized void admit() {
        while (inside < AT_ONCE && !waiting.isEmpty()) {
            inside++;
            run(waiting.poll());
        }
    }

    private void run(Runnable work) {
        AtomicBoolean left = new AtomicBoolean();
        Runnable leave = () -> {
            if (left.compareAndSet(false, true)) {
                leave();
            }
        };
        timer.schedule(leave, LONGEST_MS, TimeUnit.MILLISECONDS);
        executor.execute(() -> {
            try {
                work.run();
            } finally {
                leave.run();
            }
        });
    }

    private synchronized void leave() {
        inside--;
        admit();
    }
}
