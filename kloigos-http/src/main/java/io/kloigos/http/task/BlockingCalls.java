package io.kloigos.http.task;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs calls that wait for a host, apart from the threads that serve everyone. */
public final class BlockingCalls implements AutoCloseable {
    private static final int MOST_AT_ONCE = 64;
    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> new Thread(work, "call"));

    /** {@code UNAVAILABLE} when too many wait already. */
    public <T> CompletionStage<T> run(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, threads);
        } catch (RejectedExecutionException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, MOST_AT_ONCE + " calls wait for hosts already. Try again in a moment.", e);
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
