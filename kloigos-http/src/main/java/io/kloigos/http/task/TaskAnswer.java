package io.kloigos.http.task;

import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskService;
import io.kloigos.http.HttpServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns work that takes time into an answer: the finished thing with 200, or its task with 202 and a {@code Location}
 * when the caller would rather not wait, or not that long. A failure is answered as the problem that it is. No thread
 * waits.
 */
@Singleton
public final class TaskAnswer {
    private final TaskService tasks;
    private final BlockingCalls calls;
    private final String taskPath;

    @Inject
    public TaskAnswer(TaskService tasks, BlockingCalls calls, HttpServerConfig config) {
        this.tasks = tasks;
        this.calls = calls;
        this.taskPath = config.basePath() + "/api/v1/tasks/";
    }

    /** Answers with the result as that wire record, within the time that the {@code Prefer} header allows. */
    public <T> CompletionStage<Response> of(Pending<T> work, @Nullable List<String> prefer, Function<T, Object> wire) {
        Preference preference = Preference.of(prefer == null ? List.of() : prefer);
        if (tasks.isParked(work.taskId())) {
            return calls.run(() -> accepted(work.taskId()));
        }
        return work.result()
                .thenApply(Optional::of)
                .completeOnTimeout(Optional.empty(), preference.patience().toMillis(), TimeUnit.MILLISECONDS)
                .thenCompose(result ->
                        result.isPresent() ? finished(wire, result.get()) : calls.run(() -> accepted(work.taskId())));
    }

    private static <T> CompletionStage<Response> finished(Function<T, Object> wire, T result) {
        return java.util.concurrent.CompletableFuture.completedFuture(
                Response.ok(wire.apply(result)).build());
    }

    private Response accepted(UUID taskId) {
        return Response.accepted(TaskJson.of(tasks.get(taskId)))
                .header(HttpHeaders.LOCATION, URI.create(taskPath + taskId))
                .build();
    }
}
