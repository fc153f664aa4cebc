package io.kloigos.core.task;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.TaskMapper.NewTask;
import io.kloigos.core.task.TaskMapper.Row;
import io.kloigos.core.task.TaskMapper.StepRow;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tasks: accepted in the transaction of the change that they carry out, looked at, waited for. */
public final class TaskService {
    private static final String VM_TARGET = "vm:";
    private static final int LONGEST = 1000;

    private final Database database;
    private final Clock clock;
    private final TaskCompletions completions;
    private final Admission admission;
    private final TaskSettings settings;

    /** Whose tasks are all let pass. */
    public TaskService(Database database, Clock clock, TaskCompletions completions) {
        this(database, clock, completions, Admission.OPEN, TaskSettings.defaults());
    }

    /** @param admission is asked before each task */
    public TaskService(
            Database database, Clock clock, TaskCompletions completions, Admission admission, TaskSettings settings) {
        this.database = database;
        this.clock = clock;
        this.completions = completions;
        this.admission = admission;
        this.settings = settings;
    }

    /**
     * Stores the task; it starts once the transaction is committed, on this instance or another, or once somebody has approved
     * it, if that is asked for. {@code FORBIDDEN} when a policy speaks against it.
     */
    public UUID submit(Transaction tx, Caller caller, TaskRequest request) {
        String approval =
                admission.admit(tx, caller, request).map(TaskService::cut).orElse(null);
        if (caller.dryRun()) {
            throw new DryRun(request);
        }
        TaskMapper tasks = tx.mapper(TaskMapper.class);
        NewTask task = new NewTask(
                UUID.randomUUID(),
                request,
                Json.write(request.params()),
                caller.actor(),
                caller.address(),
                caller.onlyPlan().orElse(null),
                approval,
                clock.instant(),
                clock.instant().plus(approval == null ? settings.deadline() : settings.approvalDeadline()));
        tasks.insert(task);
        if (request.target().startsWith(VM_TARGET)) {
            tasks.setProject(task.seq);
        }
        new TreeSet<>(request.locks()).forEach(resource -> tasks.insertLock(resource, task.seq, approval != null));
        tx.afterCommit(approval == null ? completions::submitted : () -> completions.parked(task.taskId));
        return task.taskId;
    }

    /** {@code NOT_FOUND} when there is no such task. */
    public Task get(UUID taskId) {
        return database.transact(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            Row row = Optional.ofNullable(tasks.find(taskId))
                    .orElseThrow(() -> KloigosException.notFound("task", taskId));
            return tasks(tasks, List.of(row)).get(0);
        });
    }

    /** The commands that its steps ran on hosts, in their order; the first thousands of them. */
    public List<TaskCommand> transcript(UUID taskId) {
        return database.transact(tx -> tx.mapper(TaskMapper.class).commands(taskId));
    }

    /** Whether a task that was made here has to be approved before it begins. */
    public boolean isParked(UUID taskId) {
        return completions.isParked(taskId);
    }

    /** Which policies want the first of the tasks approved that wait for that to work on it; empty when none waits. */
    public Optional<String> awaitedApproval(Transaction tx, String target) {
        return Optional.ofNullable(tx.mapper(TaskMapper.class).awaitedApproval(target));
    }

    /** The tasks that the query selects, newest first. */
    public List<Task> list(TaskQuery query) {
        return database.transact(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            return tasks(tasks, tasks.list(query));
        });
    }

    /** What is done to something, or waits to be, in the order of the turns; those that are taken back are left out. */
    public List<Ahead> queue(Transaction tx, String resource, int limit) {
        return tx.mapper(TaskMapper.class).queue(resource, limit);
    }

    /** @param params the handler's parameters as JSON */
    public record Ahead(String type, String params) {}

    /** Whether a task that has not ended works on that host. */
    public boolean isBusy(Transaction tx, String hostId) {
        return tx.mapper(TaskMapper.class).isBusy(hostId);
    }

    /** Completes with the task once it has ended in one way or another, whichever instance ran it. */
    public CompletableFuture<Task> completion(UUID taskId) {
        return completions.of(taskId).thenApply(task -> task.orElseGet(() -> get(taskId)));
    }

    /** Work that was accepted as that task, and what it is for once the task has succeeded. */
    public <T> Pending<T> await(UUID taskId, Supplier<T> result) {
        return new Pending<>(taskId, completion(taskId).thenApply(task -> {
            if (task.status() != TaskStatus.SUCCEEDED) {
                throw task.failure();
            }
            return result.get();
        }));
    }

    private static String cut(String words) {
        return words.length() > LONGEST ? words.substring(0, LONGEST) : words;
    }

    private static List<Task> tasks(TaskMapper tasks, List<Row> rows) {
        Map<Long, List<TaskStep>> steps = steps(tasks, rows);
        List<Row> queued =
                rows.stream().filter(row -> row.status() == TaskStatus.QUEUED).toList();
        Map<Long, Task.InFront> inFront = inFront(tasks, queued);
        Set<Long> waitForHosts = waitForHosts(tasks, queued);
        return rows.stream()
                .map(row -> row.task(
                        steps.getOrDefault(row.seq(), List.of()),
                        inFront.get(row.seq()),
                        waitForHosts.contains(row.seq())))
                .toList();
    }

    private static Set<Long> waitForHosts(TaskMapper tasks, List<Row> queued) {
        Set<String> hosts =
                queued.stream().map(Row::hostId).filter(Objects::nonNull).collect(Collectors.toSet());
        Set<String> beingConnected = hosts.isEmpty() ? Set.of() : tasks.beingConnected(hosts);
        return queued.stream()
                .filter(row -> row.hostId() != null && beingConnected.contains(row.hostId()))
                .map(Row::seq)
                .collect(Collectors.toSet());
    }

    private static Map<Long, Task.InFront> inFront(TaskMapper tasks, List<Row> queued) {
        return queued.isEmpty()
                ? Map.of()
                : tasks.ahead(queued.stream().map(Row::seq).toList()).stream()
                        .collect(Collectors.toMap(
                                TaskMapper.AheadRow::taskSeq,
                                ahead -> new Task.InFront(ahead.taskId(), ahead.detail()),
                                (first, other) -> first));
    }

    private static Map<Long, List<TaskStep>> steps(TaskMapper tasks, List<Row> rows) {
        if (rows.isEmpty()) {
            return Map.of();
        }
        return tasks.steps(rows.stream().map(Row::seq).toList()).stream()
                .collect(Collectors.groupingBy(
                        StepRow::taskSeq, Collectors.mapping(StepRow::step, Collectors.toList())));
    }
}
