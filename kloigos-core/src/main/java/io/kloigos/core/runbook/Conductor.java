package io.kloigos.core.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.runbook.RunbookMapper.ChildRow;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BiFunction;

/**
 * Makes the tasks of which one attempt at a step consists, each once, and waits for them. What it has made is found again
 * by whoever goes on with the run: the intent is recorded first, and is the idempotency key of the change.
 */
final class Conductor {
    /** What all attempts share. */
    record Services(Database database, TaskService tasks, Clock clock, Rehearsals rehearsals) {}

    /** A change that is a task. */
    @FunctionalInterface
    interface Change {
        Pending<?> make(Caller caller);
    }

    /** Which attempt this is. */
    record Attempt(UUID executionId, int position, int number) {
        String key(String child) {
            return "runbook/" + executionId + "/" + position + "." + number + "/" + child;
        }
    }

    private final Services services;
    private final Attempt attempt;
    private final Caller caller;
    private final Stage stage;

    Conductor(Services services, Attempt attempt, Caller caller, Stage stage) {
        this.services = services;
        this.attempt = attempt;
        this.caller = caller;
        this.stage = stage;
    }

    /** Whoever asked for the run. */
    Caller caller() {
        return caller;
    }

    boolean isRehearsal() {
        return stage.isRehearsal();
    }

    /** Does what is no task: a rehearsal leaves it out. */
    void change(Runnable work) {
        stage.record(work);
    }

    void progress(int percent) {
        stage.progress(percent);
    }

    /** Makes a change that is a task, and waits for its end. Fails as it does. */
    void perform(String key, Change change) {
        if (isRehearsal()) {
            rehearse(change);
            return;
        }
        Task task = await(start(key, "", (asking, decision) -> change.make(asking)));
        if (task.status() != TaskStatus.SUCCEEDED) {
            throw task.failure();
        }
    }

    /** Plans a change beside the others of the rehearsal. */
    void rehearse(Change change) {
        try {
            change.make(caller.planning());
        } catch (DryRun planned) {
            TaskRequest request = planned.request();
            if (request != null) {
                services.rehearsals().rehearse(request, stage);
            }
        }
    }

    /**
     * Makes a change that is a task, and does not wait.
     *
     * @param decision what was decided about it; one that an earlier process recorded under that key counts instead
     */
    UUID start(String key, String decision, BiFunction<Caller, String, Pending<?>> change) {
        ChildRow child = intend(key, decision);
        if (child.taskId() != null) {
            return child.taskId();
        }
        UUID taskId = change.apply(caller.withIdempotencyKey(attempt.key(key)), child.decision())
                .taskId();
        services.database()
                .run(tx -> tx.mapper(RunbookMapper.class)
                        .made(attempt.executionId(), attempt.position(), attempt.number(), key, taskId));
        return taskId;
    }

    /** Those that this attempt has intended so far, also before a crash, oldest first. */
    List<ChildRow> children() {
        return services
                .database()
                .transact(tx -> tx.mapper(RunbookMapper.class).children(attempt.executionId()))
                .stream()
                .filter(child -> child.position() == attempt.position() && child.attempt() == attempt.number())
                .toList();
    }

    Task task(UUID taskId) {
        return services.tasks().get(taskId);
    }

    /** Waits until one of the tasks has ended, whichever instance runs it. */
    void awaitAny(Collection<UUID> taskIds) {
        await(CompletableFuture.anyOf(
                taskIds.stream().map(services.tasks()::completion).toArray(CompletableFuture[]::new)));
    }

    private Task await(UUID taskId) {
        await((CompletableFuture<?>) services.tasks().completion(taskId));
        return task(taskId);
    }

    private static void await(CompletableFuture<?> future) {
        try {
            future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("stopped while a task was waited for", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private ChildRow intend(String key, String decision) {
        services.database()
                .run(tx -> tx.mapper(RunbookMapper.class)
                        .intend(
                                attempt.executionId(),
                                attempt.position(),
                                attempt.number(),
                                key,
                                decision,
                                services.clock().instant()));
        return children().stream()
                .filter(child -> child.childKey().equals(key))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("run of a runbook", attempt.executionId()));
    }
}
