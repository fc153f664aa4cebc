package io.kloigos.core.task;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.task.TaskMapper.OtherLock;
import io.kloigos.core.task.TaskMapper.Row;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on this instance: takes those that are due, keeps their leases, and picks up what another instance left
 * behind when its leases ended.
 */
public final class TaskRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
    private static final int LEASE_SECONDS = 8;
    private static final int RENEW_SECONDS = 2;
    private static final int POLL_MILLIS = 500;
    private static final int MOST_AT_ONCE = 32;
    /** So that a host that answers slowly leaves workers for the others. */
    private static final int MOST_ON_ONE_HOST = 4;

    private static final int CANDIDATES = 50;
    private static final long LONGEST_BACKOFF_SECONDS = 60;
    private static final long STOP_SECONDS = 20;

    private final Database database;
    private final Clock clock;
    private final UUID instanceId;
    private final TaskCompletions completions;
    private final Planner planner;
    private final Stage stage;
    private final Map<UUID, String> running = new ConcurrentHashMap<>();
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final ExecutorService workers = Executors.newCachedThreadPool(named("kloigos-task"));
    private final ExecutorService conductors = Executors.newCachedThreadPool(named("kloigos-conductor"));
    private final ScheduledExecutorService dispatcher = Executors.newScheduledThreadPool(2, named("kloigos-tasks"));
    private volatile boolean stopping;

    public TaskRunner(
            Database database,
            Clock clock,
            UUID instanceId,
            TaskCompletions completions,
            Planner planner,
            Stage stage) {
        this.database = database;
        this.clock = clock;
        this.instanceId = instanceId;
        this.completions = completions;
        this.planner = planner;
        this.stage = stage;
    }

    public void start() {
        dispatcher.scheduleWithFixedDelay(() -> guarded(this::dispatch), 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        dispatcher.scheduleWithFixedDelay(
                () -> guarded(this::renewLeases), RENEW_SECONDS, RENEW_SECONDS, TimeUnit.SECONDS);
        dispatcher.scheduleWithFixedDelay(
                () -> guarded(completions::lookUp), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
        completions.onSubmit(this::wake);
    }

    /** Takes no more tasks, and gives those that run a moment to end; what does not is picked up after the next start. */
    @Override
    public void close() {
        stopping = true;
        dispatcher.shutdownNow();
        // they wait for tasks that may take long, and go on from anywhere
        conductors.shutdownNow();
        workers.shutdown();
        try {
            if (!workers.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("{} tasks are left for the next start", running.size());
                workers.shutdownNow();
            }
            if (!conductors.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("Some runs of runbooks are left for the next start when their leases end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (!stopping) {
            dispatcher.execute(() -> guarded(this::dispatch));
        }
    }

    private synchronized void dispatch() {
        while (!stopping && free.tryAcquire()) {
            Optional<Row> taken = Optional.empty();
            try {
                taken = database.transact(this::takeNext);
            } finally {
                if (taken.isEmpty()) {
                    free.release();
                }
            }
            if (taken.isEmpty()) {
                return;
            }
            Row task = taken.get();
            running.put(task.taskId(), Objects.requireNonNullElse(task.hostId(), ""));
            begin(task);
        }
    }

    /** What only waits for other tasks must not keep them from being taken. */
    private void begin(Row task) {
        if (planner.isConductor(task.type())) {
            free.release();
            conductors.execute(() -> work(task));
            return;
        }
        workers.execute(() -> {
            try {
                work(task);
            } finally {
                free.release();
                wake();
            }
        });
    }

    /** The oldest due task that nobody stands in front of. */
    private Optional<Row> takeNext(Transaction tx) {
        TaskMapper tasks = tx.mapper(TaskMapper.class);
        for (Row task : tasks.lockDue(instanceId, busyHosts(), CANDIDATES)) {
            if (isFirst(task, tasks.lockResources(task.seq()))) {
                tasks.holdLocks(task.seq());
                tasks.take(task.seq(), instanceId, LEASE_SECONDS, clock.instant());
                return Optional.ofNullable(tasks.find(task.taskId()));
            }
        }
        return Optional.empty();
    }

    private static boolean isFirst(Row task, List<OtherLock> onSameResources) {
        return onSameResources.stream()
                .filter(other -> other.taskSeq() != task.seq())
                .noneMatch(other -> other.held() || other.taskSeq() < task.seq());
    }

    private List<String> busyHosts() {
        Map<String, Integer> tasksOnHost = new HashMap<>();
        running.values().forEach(host -> tasksOnHost.merge(host, 1, Integer::sum));
        return tasksOnHost.entrySet().stream()
                .filter(e -> !e.getKey().isEmpty() && e.getValue() >= MOST_ON_ONE_HOST)
                .map(Map.Entry::getKey)
                .toList();
    }

    private void work(Row task) {
        try {
            completions.completed(runOf(task).run(() -> stopping));
        } catch (TaskRun.Lost e) {
            if (stopping) {
                // whoever was interrupted must still reach the database
                Thread.interrupted();
                letGo(task, 0);
            }
            LOG.info("Task {} goes on elsewhere", task.taskId());
        } catch (RuntimeException e) {
            long seconds = Math.min(LONGEST_BACKOFF_SECONDS, 1L << Math.min(task.attempt(), 6));
            LOG.warn("Task {} is tried again in {} s: {}", task.taskId(), seconds, e.toString());
            letGo(task, seconds);
        } finally {
            running.remove(task.taskId());
        }
    }

    private TaskRun<?> runOf(Row task) {
        return new TaskRun<>(database, clock, planner, stage, planner.handler(task.type()), task);
    }

    private void letGo(Row task, long seconds) {
        guarded(() -> database.run(tx -> tx.mapper(TaskMapper.class).letGo(task.seq(), task.attempt(), seconds)));
    }

    private void renewLeases() {
        if (!running.isEmpty()) {
            database.run(tx -> tx.mapper(TaskMapper.class).renew(instanceId, LEASE_SECONDS));
        }
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("The task engine could not do its round and tries again: {}", e.toString());
        }
    }

    private static java.util.concurrent.ThreadFactory named(String name) {
        return work -> new Thread(work, name);
    }
}
