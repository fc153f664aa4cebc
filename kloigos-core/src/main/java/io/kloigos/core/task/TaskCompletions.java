package io.kloigos.core.task;

import io.kloigos.core.database.Database;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Who waits for which task to end. Tasks that this instance ran are told of at once, those of other instances are looked
 * up while somebody waits for them.
 */
public final class TaskCompletions {
    private final Database database;
    private final Executor executor;
    private final Map<UUID, CompletableFuture<Optional<Task>>> waiting = new ConcurrentHashMap<>();
    private final Set<UUID> parked = ConcurrentHashMap.newKeySet();
    private volatile Runnable onSubmit = () -> {};

    /** @param executor runs what follows a completion, so that it holds up no task */
    public TaskCompletions(Database database, Executor executor) {
        this.database = database;
        this.executor = executor;
    }

    /** Completes with the task where it is at hand. */
    CompletableFuture<Optional<Task>> of(UUID taskId) {
        CompletableFuture<Optional<Task>> completion = waiting.computeIfAbsent(taskId, id -> new CompletableFuture<>());
        // it may have ended before we began to wait
        lookUp(List.of(taskId));
        return completion.thenApplyAsync(task -> task, executor);
    }

    void completed(UUID taskId) {
        completed(taskId, Optional.empty());
    }

    void completed(Task task) {
        completed(task.taskId(), Optional.of(task));
    }

    private void completed(UUID taskId, Optional<Task> task) {
        parked.remove(taskId);
        CompletableFuture<Optional<Task>> completion = waiting.remove(taskId);
        if (completion != null) {
            completion.complete(task);
        }
    }

    /** Nobody can tell how long that takes. */
    void parked(UUID taskId) {
        parked.add(taskId);
    }

    boolean isParked(UUID taskId) {
        return parked.contains(taskId);
    }

    void decided(UUID taskId) {
        parked.remove(taskId);
    }

    void submitted() {
        onSubmit.run();
    }

    void onSubmit(Runnable action) {
        onSubmit = action;
    }

    /** Asks the database about the tasks that are waited for here; to be called a few times a second. */
    public void lookUp() {
        List<UUID> taskIds = new ArrayList<>(waiting.keySet());
        if (!taskIds.isEmpty()) {
            lookUp(taskIds);
        }
    }

    private void lookUp(List<UUID> taskIds) {
        database.transact(tx -> tx.mapper(TaskMapper.class).completedOf(taskIds))
                .forEach(this::completed);
    }
}
