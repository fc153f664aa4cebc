package io.kloigos.http.host;

import io.kloigos.core.host.HostService;
import io.kloigos.http.task.BlockingCalls;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** Answers from the database, after a look at the host if the caller asks for that. */
@Singleton
public final class LiveAnswers {
    private final HostService hosts;
    private final BlockingCalls calls;

    @Inject
    public LiveAnswers(HostService hosts, BlockingCalls calls) {
        this.hosts = hosts;
        this.calls = calls;
    }

    /** {@code NOT_FOUND} when there is no such host. */
    public <T> CompletionStage<T> answer(String hostId, boolean live, Supplier<T> fromDatabase) {
        hosts.get(hostId);
        if (!live) {
            return CompletableFuture.completedFuture(fromDatabase.get());
        }
        return calls.runAt(hostId, () -> {
            hosts.refresh(hostId);
            return fromDatabase.get();
        });
    }
}
