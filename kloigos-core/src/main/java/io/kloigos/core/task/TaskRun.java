package io.kloigos.core.task;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.hypervisor.RanCommand;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.TaskMapper.Row;
import io.kloigos.core.task.TaskMapper.StepRow;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One instance's go at one task: from where the record of its steps says that it stands, forward to its success, or back
 * to where nothing of it is left.
 */
final class TaskRun<P> {
    private static final Logger LOG = LoggerFactory.getLogger(TaskRun.class);
    private static final int LONGEST_ERROR = 4000;
    /** How long a host is asked to take back what may stay. */
    private static final Duration UNDO_PATIENCE = Duration.ofMinutes(10);

    private static final int MOST_COMMANDS = 500;
    private static final int LONGEST_COMMAND = 2000;
    private static final int LONGEST_COMMAND_ERROR = 1000;

    private final Database database;
    private final Clock clock;
    private final TaskHandler<P> handler;
    private final Row row;
    private P params;
    private final Planner planner;
    private final Stage stage;
    private List<Step> steps;
    private final AtomicInteger commands = new AtomicInteger();
    private volatile int current;
    private volatile boolean goesBack;

    /** @param row as it is after this instance took it */
    TaskRun(Database database, Clock clock, Planner planner, Stage stage, TaskHandler<P> handler, Row row) {
        this.database = database;
        this.clock = clock;
        this.handler = handler;
        this.row = row;
        this.params = Json.read(row.params(), handler.paramsType());
        this.planner = planner;
        this.stage = new RunStage(stage, this::note, this::noteCommand);
        this.steps = handler.steps(params, this.stage);
    }

    /** Another instance has taken the task over: this one must not touch anything any more. */
    static final class Lost extends RuntimeException {
        Lost() {
            super(null, null, false, false);
        }
    }

    /**
     * Carries the task out. Throws when undoing it failed, which is to be tried again later, and {@link Lost}.
     *
     * @param stopping whether this process is ending, which is no failure of the task
     */
    void run(java.util.function.BooleanSupplier stopping) {
        List<TaskStep> recorded = recordedSteps();
        if (row.status() == TaskStatus.RUNNING) {
            try {
                forward(recorded);
                return;
            } catch (Lost e) {
                throw e;
            } catch (RuntimeException e) {
                if (stopping.getAsBoolean()) {
                    throw new Lost();
                }
                beginUndo(e);
            }
        }
        backward();
    }

    private void forward(List<TaskStep> recorded) {
        if (recorded.stream().allMatch(s -> s.status() == TaskStep.Status.PENDING)) {
            adapt(handler.inTurn(params));
            handler.checkPrerequisites(params, stage);
            checkPlan();
            recorded = recordedSteps();
        }
        for (TaskStep step : recorded) {
            if (step.status() != TaskStep.Status.DONE) {
                begin(step);
                steps.get(step.position()).run().run();
                mark(step.position(), TaskStep.Status.DONE);
            }
        }
        end(TaskStatus.RUNNING, TaskStatus.SUCCEEDED, handler::succeeded);
    }

    /** What another run has begun, and nobody can see the end of, is for a person to decide. */
    private void checkNotBegun(TaskStep step) {
        if (step.status() == TaskStep.Status.RUNNING
                && steps.get(step.position()).once()) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED,
                    "It is not known whether this was done: Kloigos ended while step " + step.name()
                            + " ran. Look at the host, and have the task done again if need be.");
        }
    }

    /** What is done from now on is recorded before any of it is. */
    private void adapt(P now) {
        if (now.equals(params)) {
            return;
        }
        List<Step> other = handler.steps(now, stage);
        database.run(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            fenced(tasks.setParams(row.seq(), row.attempt(), Json.write(now)));
            tasks.deleteSteps(row.seq());
        });
        params = now;
        steps = other;
    }

    private void begin(TaskStep step) {
        current = step.position();
        checkNotBegun(step);
        database.run(tx -> {
            checkWanted(tx);
            mark(tx, step.position(), TaskStep.Status.RUNNING);
        });
    }

    /** A task that was called off, or whose time is over, goes no further, unless something of it cannot be taken back. */
    private void checkWanted(Transaction tx) {
        Row now = reload(tx);
        boolean late = now.deadlineAt() != null && clock.instant().isAfter(now.deadlineAt());
        if (now.cancelledBy() == null && !late || behindTheLastWayBack()) {
            return;
        }
        if (now.cancelledBy() != null) {
            throw new KloigosException(
                    ErrorCode.CANCELLED,
                    "Called off by " + now.cancelledBy()
                            + (now.cancelReason() == null ? "." : ": " + now.cancelReason()));
        }
        throw KloigosException.conflict(
                "It did not end by its deadline, " + now.deadlineAt() + ", and was taken back. Have it done again.");
    }

    private Row reload(Transaction tx) {
        return Objects.requireNonNull(tx.mapper(TaskMapper.class).find(row.taskId()));
    }

    private boolean behindTheLastWayBack() {
        return steps.subList(0, current).stream().anyMatch(Step::isOneWay);
    }

    /** Whoever saw a plan gets that one or none. */
    private void checkPlan() {
        if (row.planHash() != null && !row.planHash().equals(planner.hash(handler, params))) {
            throw new KloigosException(
                    ErrorCode.PLAN_CHANGED,
                    "What would be done now is not what was planned: things have changed since. Ask for the plan again,"
                            + " with dry_run.");
        }
    }

    private void backward() {
        goesBack = true;
        List<TaskStep> recorded = recordedSteps();
        for (int i = recorded.size() - 1; i >= 0; i--) {
            TaskStep.Status status = recorded.get(i).status();
            if (status == TaskStep.Status.LEFT) {
                break;
            }
            if (status != TaskStep.Status.PENDING && status != TaskStep.Status.UNDONE) {
                current = i;
                mark(i, TaskStep.Status.UNDOING);
                if (!isTakenBack(steps.get(i))) {
                    break;
                }
                mark(i, TaskStep.Status.UNDONE);
            }
        }
        boolean calledOff = database.transact(this::reload).errorCode() == ErrorCode.CANCELLED;
        end(TaskStatus.UNDOING, calledOff ? TaskStatus.CANCELLED : TaskStatus.FAILED, handler::failed);
    }

    /** False when it stays, and with it all that was done before it: that is what it stands on. */
    private boolean isTakenBack(Step step) {
        try {
            step.undo().run();
        } catch (KloigosException e) {
            // what is not there any more is taken back
            if (e.code() != ErrorCode.NOT_FOUND) {
                Row now = database.transact(this::reload);
                Instant since = e.code() == ErrorCode.CONFLICT
                        ? Objects.requireNonNullElseGet(now.undoErrorSince(), clock::instant)
                        : null;
                if (step.mayStay() && since != null && since.plus(UNDO_PATIENCE).isBefore(clock.instant())) {
                    leave(step, now, e);
                    return false;
                }
                String why = cut(String.valueOf(e.getMessage()), LONGEST_ERROR);
                fenced(database.transact(
                        tx -> tx.mapper(TaskMapper.class).setUndoError(row.seq(), row.attempt(), why, since)));
                throw e;
            }
        }
        return true;
    }

    private void leave(Step step, Row now, KloigosException why) {
        String error = now.error() + " This was not taken back, and stays: " + step.name() + ". " + why.getMessage()
                + " Have the task done again to keep it, or take it away where it is; until then it is drift.";
        database.run(tx -> {
            mark(tx, current, TaskStep.Status.LEFT);
            fenced(tx.mapper(TaskMapper.class).setError(row.seq(), row.attempt(), cut(error, LONGEST_ERROR)));
        });
    }

    private void beginUndo(RuntimeException error) {
        ErrorCode code = error instanceof KloigosException known ? known.code() : ErrorCode.INTERNAL;
        if (code == ErrorCode.INTERNAL) {
            LOG.error("Task {} ({}) failed", row.taskId(), row.type(), error);
        }
        String message = code == ErrorCode.INTERNAL
                ? "Something went wrong inside Kloigos; its log tells more under this task's id."
                : String.valueOf(error.getMessage());
        String kept = cut(message, LONGEST_ERROR);
        fenced(database.transact(tx -> tx.mapper(TaskMapper.class).beginUndo(row.seq(), row.attempt(), code, kept)));
    }

    private void mark(int position, TaskStep.Status status) {
        database.run(tx -> mark(tx, position, status));
    }

    private void mark(Transaction tx, int position, TaskStep.Status status) {
        fenced(tx.mapper(TaskMapper.class).setStep(row.seq(), row.attempt(), position, status, clock.instant()));
    }

    /** A run that lost its task hears of it here too, and one that was called off while a step takes long. */
    private void note(int percent) {
        fenced(database.transact(
                tx -> tx.mapper(TaskMapper.class).setProgress(row.seq(), row.attempt(), current, percent)));
        if (!goesBack && !steps.get(current).isOneWay()) {
            database.run(this::checkWanted);
        }
    }

    private void noteCommand(String hostId, RanCommand ran) {
        if (commands.incrementAndGet() > MOST_COMMANDS || current >= steps.size()) {
            return;
        }
        TaskCommand command = new TaskCommand(
                row.attempt(),
                steps.get(current).name(),
                hostId,
                cut(ran.command(), LONGEST_COMMAND),
                ran.error() == null ? null : cut(ran.error(), LONGEST_COMMAND_ERROR),
                ran.output(),
                clock.instant().minus(ran.took()),
                (int) Math.min(Integer.MAX_VALUE, ran.took().toMillis()));
        database.run(tx -> tx.mapper(TaskMapper.class).insertCommand(row.seq(), command));
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    private interface Ending<P> {
        void record(Transaction tx, Task task, P params);
    }

    private void end(TaskStatus from, TaskStatus to, Ending<P> ending) {
        database.run(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            fenced(tasks.finish(row.seq(), row.attempt(), from, to, clock.instant()));
            tasks.dropLocks(row.seq());
            Row ended = java.util.Objects.requireNonNull(tasks.find(row.taskId()));
            ending.record(tx, ended.task(recorded(tasks)), params);
        });
    }

    private List<TaskStep> recordedSteps() {
        return database.transact(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            List<TaskStep> recorded = recorded(tasks);
            if (recorded.isEmpty() && !steps.isEmpty()) {
                tasks.insertSteps(row.seq(), steps.stream().map(Step::name).toList());
                return recorded(tasks);
            }
            return recorded;
        });
    }

    private List<TaskStep> recorded(TaskMapper tasks) {
        return tasks.steps(List.of(row.seq())).stream().map(StepRow::step).toList();
    }

    private static void fenced(int rows) {
        if (rows == 0) {
            throw new Lost();
        }
    }
}
