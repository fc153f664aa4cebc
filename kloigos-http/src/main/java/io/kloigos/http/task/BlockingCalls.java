package io.kloigos.http.task;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Runs calls that wait for a host, apart from the threads that serve everyone. */
public final class BlockingCalls implements AutoCloseable {
    private static final int MOST_AT_ONCE = 256;
    /** So that a host that does not answer leaves threads for the others. */
    private static final int MOST_AT_ONE_HOST = 16;

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            0,
            MOST_AT_ONCE,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            work -> new Thread(work, "call"));
    private final Map<String, Integer> atHost = new ConcurrentHashMap<>();

    /** {@code UNAVAILABLE} when too many wait already. */
    public <T> CompletionStage<T> run(Supplier<T> call) {
        try {
            return CompletableFuture.supplyAsync(call, threads);
        } catch (RejectedExecutionException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, MOST_AT_ONCE + " calls wait for hosts already. Try again in a moment.", e);
        }
    }

    /** {@code UNAVAILABLE} when too many wait already, for that host or at all. */
    public <T> CompletionStage<T> runAt(String hostId, Supplier<T> call) {
        if (atHost.merge(hostId, 1, Integer::sum) > MOST_AT_ONE_HOST) {
            leave(hostId);
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE,
                    MOST_AT_ONE_HOST + " calls wait for host " + hostId + " already. Try again in a moment.");
        }
        try {
            return run(call).whenComplete((result, failure) -> leave(hostId));
        } catch (KloigosException e) {
            leave(hostId);
            throw e;
        }
    }

    private void leave(String hostId) {
        atHost.computeIfPresent(hostId, (id, calls) -> calls == 1 ? null : calls - 1);
    }

    @Override
    public void close() {
        threads.shutdown();
    }
}
