package io.kloigos.core.observation;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** What is done with a host one at a time, in the order of asking. Whoever has the turn may take it again. */
final class Turn {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String hostId;
    private final ReentrantLock lock = new ReentrantLock(true);

    Turn(String hostId) {
        this.hostId = hostId;
    }

    /** Waits as long as it takes. */
    void run(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /** For a caller who waits: {@code HOST_UNREACHABLE} when the turn does not come within 30 s. */
    boolean soon(BooleanSupplier work) {
        take();
        try {
            return work.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private void take() {
        try {
            if (lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new KloigosException(
                ErrorCode.HOST_UNREACHABLE,
                "Host " + hostId + " does not answer: an earlier question to it is still open. Try again later.");
    }
}
