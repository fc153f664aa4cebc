package io.kloigos.core.database;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/** Threads that use the database, and must end before it does. */
public final class Threads {
    private static final long PATIENCE_SECONDS = 5;

    private Threads() {}

    /**
     * Lets them finish what they are at and what was given to them; blocks for that, but for a few seconds at most, and interrupts
     * what takes longer.
     */
    public static void end(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
