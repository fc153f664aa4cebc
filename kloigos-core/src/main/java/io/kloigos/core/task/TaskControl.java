package io.kloigos.core.task;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.TaskMapper.Row;
import io.kloigos.core.task.TaskMapper.StepRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What people do to tasks: approve, reject, call off, have done again. Who did, when and why stays with the task. */
public final class TaskControl {
    private static final Caller ENGINE = Caller.of("kloigos");
    private static final int LONGEST_REASON = 1000;
    private static final int PRUNED_AT_ONCE = 200;
    private static final Duration BETWEEN_PRUNINGS = Duration.ofMinutes(1);

    private final Database database;
    private final Clock clock;
    private final TaskService tasks;
    private final TaskCompletions completions;
    private final Planner planner;
    private final EventService events;
    private final Admission admission;
    private final Approvers approvers;
    private final TaskSettings settings;
    private Instant prunedAt = Instant.EPOCH;

    public TaskControl(
            Database database,
            Clock clock,
            TaskService tasks,
            TaskCompletions completions,
            Planner planner,
            EventService events,
            Admission admission,
            Approvers approvers,
            TaskSettings settings) {
        this.database = database;
        this.clock = clock;
        this.tasks = tasks;
        this.completions = completions;
        this.planner = planner;
        this.events = events;
        this.admission = admission;
        this.approvers = approvers;
        this.settings = settings;
    }

    /**
     * Lets a task begin that waits for it. {@code CONFLICT} when it does not, or no more; {@code FORBIDDEN} to who asked for it,
     * unless nobody else may approve it.
     */
    public Task approve(Caller caller, UUID taskId, @Nullable String reason) {
        checkReason(reason);
        database.run(tx -> {
            Row row = lock(tx, taskId);
            if (row.actor().equals(caller.actor()) && approvers.areThereOthers(tx, caller.actor(), taskId)) {
                throw new KloigosException(
                        ErrorCode.FORBIDDEN,
                        "Who asks for a task does not approve it, too. Ask another admin, everywhere or of its project.");
            }
            Instant deadline = clock.instant().plus(settings.deadline());
            decide(tx, row, TaskStatus.AWAITING_APPROVAL, TaskStatus.QUEUED, caller, reason, null, null, deadline);
            tx.mapper(TaskMapper.class).unpark(row.seq());
            record(tx, caller, "task.approved", row, "was approved", reason);
            tx.afterCommit(() -> completions.decided(taskId));
            tx.afterCommit(completions::submitted);
        });
        return tasks.get(taskId);
    }

    /** Ends a task that waits for approval; nothing of it has begun, and nothing of it stays. */
    public Task reject(Caller caller, UUID taskId, @Nullable String reason) {
        checkReason(reason);
        database.run(tx -> {
            Row row = lock(tx, taskId);
            String error = "It was rejected by " + caller.actor() + (reason == null ? "." : ": " + reason);
            end(tx, row, TaskStatus.AWAITING_APPROVAL, TaskStatus.REJECTED, caller, reason, ErrorCode.FORBIDDEN, error);
            record(tx, caller, "task.rejected", row, "was rejected", reason);
        });
        return tasks.get(taskId);
    }

    /**
     * Calls a task off. One that has not begun ends at once; one that runs takes back what it has done before it would begin
     * its next step, or as soon as its step tells how far it is. {@code CONFLICT} when a step of it has begun that cannot be taken back, and when it has ended.
     */
    public Task cancel(Caller caller, UUID taskId, @Nullable String reason) {
        checkReason(reason);
        database.run(tx -> {
            Row row = lock(tx, taskId);
            String error = "Called off by " + caller.actor() + (reason == null ? "." : ": " + reason);
            switch (row.status()) {
                case AWAITING_APPROVAL, QUEUED -> {
                    end(tx, row, row.status(), TaskStatus.CANCELLED, caller, reason, ErrorCode.CANCELLED, error);
                    record(tx, caller, "task.cancelled", row, "was called off", reason);
                }
                case RUNNING -> {
                    requireWayBack(tx, row);
                    tx.mapper(TaskMapper.class).requestCancel(row.seq(), caller.actor(), reason);
                    record(tx, caller, "task.cancel_requested", row, "is being called off", reason);
                }
                case UNDOING -> throw KloigosException.conflict("What this task did is being taken back already.");
                case SUCCEEDED, FAILED, REJECTED, CANCELLED -> throw ended(row);
            }
        });
        return tasks.get(taskId);
    }

    /**
     * Has a task done once more that failed or was called off: its steps begin anew and go on from what its hosts show.
     * {@code CONFLICT} when it did not fail, or its records are gone; {@code FORBIDDEN} when a policy speaks against it by now,
     * and to one whose role is only in projects when somebody else had asked for it.
     */
    public Task retry(Caller caller, UUID taskId, @Nullable String reason) {
        checkReason(reason);
        database.run(tx -> {
            Row row = lock(tx, taskId);
            if (!row.status().canTransitionTo(TaskStatus.QUEUED) || row.status() == TaskStatus.AWAITING_APPROVAL) {
                throw KloigosException.conflict("This task is " + row.status().word()
                        + "; only one that failed or was cancelled is done again.");
            }
            if (!row.actor().equals(caller.actor())) {
                caller.scope().checkAll("Having a task of somebody else done again");
            }
            again(tx, planner.handler(row.type()), row, caller, reason);
        });
        return tasks.get(taskId);
    }

    /** Rejects what nobody approved in time and forgets what is old; to be called about once a second. */
    public void tidy() {
        for (UUID taskId : database.transact(tx -> tx.mapper(TaskMapper.class).undecided(clock.instant()))) {
            reject(ENGINE, taskId, "nobody approved it in time");
        }
        if (clock.instant().isAfter(prunedAt.plus(BETWEEN_PRUNINGS))) {
            prunedAt = clock.instant();
            prune();
        }
    }

    private void prune() {
        Instant before = clock.instant().minus(settings.kept());
        int pruned;
        do {
            pruned = database.transact(tx -> tx.mapper(TaskMapper.class).prune(before, PRUNED_AT_ONCE));
        } while (pruned == PRUNED_AT_ONCE);
    }

    private <P> void again(Transaction tx, TaskHandler<P> handler, Row row, Caller caller, @Nullable String reason) {
        P params = Json.read(row.params(), handler.paramsType());
        TaskRequest request =
                new TaskRequest(row.type(), row.target(), row.hostId(), params, List.of(row.target()), row.detail());
        Optional<String> approval = admission.admit(tx, caller, request);
        if (approval.isPresent() && !wasApproved(row)) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN,
                    "This has to be approved: " + approval.get() + ". Send the request again instead.");
        }
        handler.again(tx, params);
        TaskMapper mapper = tx.mapper(TaskMapper.class);
        Instant deadline = clock.instant().plus(settings.deadline());
        decide(tx, row, row.status(), TaskStatus.QUEUED, caller, reason, null, null, deadline);
        mapper.resetSteps(row.seq());
        request.locks().forEach(resource -> mapper.insertLock(resource, row.seq(), false));
        record(tx, caller, "task.retried", row, "is done again after: " + row.error(), reason);
        tx.afterCommit(completions::submitted);
    }

    /** What waited for approval has begun with it; what was called off before that has not. */
    private static boolean wasApproved(Row row) {
        return row.approval() != null && row.startedAt() != null;
    }

    private void requireWayBack(Transaction tx, Row row) {
        List<Step> steps = steps(planner.handler(row.type()), row);
        for (StepRow step : tx.mapper(TaskMapper.class).steps(List.of(row.seq()))) {
            if (step.status() != TaskStep.Status.PENDING
                    && steps.get(step.position()).isOneWay()) {
                throw KloigosException.conflict("From its step " + step.name()
                        + " on this task cannot be taken back, and that has begun. Wait for its end.");
            }
        }
    }

    /** They are only looked at. */
    private <P> List<Step> steps(TaskHandler<P> handler, Row row) {
        return handler.steps(Json.read(row.params(), handler.paramsType()), planner.stage());
    }

    private void end(
            Transaction tx,
            Row row,
            TaskStatus from,
            TaskStatus to,
            Caller caller,
            @Nullable String reason,
            ErrorCode code,
            String error) {
        decide(tx, row, from, to, caller, reason, code, error, null);
        tx.mapper(TaskMapper.class).dropLocks(row.seq());
        Row ended = Objects.requireNonNull(tx.mapper(TaskMapper.class).find(row.taskId()));
        failed(tx, planner.handler(row.type()), ended);
        tx.afterCommit(() -> completions.completed(row.taskId()));
    }

    private static <P> void failed(Transaction tx, TaskHandler<P> handler, Row row) {
        handler.failed(tx, row.task(List.of()), Json.read(row.params(), handler.paramsType()));
    }

    private void decide(
            Transaction tx,
            Row row,
            TaskStatus from,
            TaskStatus to,
            Caller caller,
            @Nullable String reason,
            @Nullable ErrorCode code,
            @Nullable String error,
            @Nullable Instant deadline) {
        int decided = tx.mapper(TaskMapper.class)
                .decide(row.seq(), from, to, caller.actor(), reason, code, error, clock.instant(), deadline);
        if (decided == 0) {
            throw KloigosException.conflict("This task does not wait for approval: it is "
                    + row.status().word() + (row.decidedBy() == null ? "." : ", as " + row.decidedBy() + " decided."));
        }
    }

    private void record(Transaction tx, Caller caller, String type, Row row, String what, @Nullable String reason) {
        String why = reason == null ? "" : " (" + reason + ")";
        events.record(tx, caller, type, row.target(), row.detail() + ": " + what + why, row.taskId());
    }

    private static KloigosException ended(Row row) {
        return KloigosException.conflict(
                "This task has ended: it is " + row.status().word() + ".");
    }

    private static void checkReason(@Nullable String reason) {
        new Checks().optionalText("reason", reason, LONGEST_REASON).done();
    }

    private static Row lock(Transaction tx, UUID taskId) {
        return Optional.ofNullable(tx.mapper(TaskMapper.class).lock(taskId))
                .orElseThrow(() -> KloigosException.notFound("task", taskId));
    }
}
