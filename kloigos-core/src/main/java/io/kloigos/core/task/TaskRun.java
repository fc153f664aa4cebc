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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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
    private final Transcript transcript;
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
        this.transcript = new Transcript(row.seq());
        this.stage = new RunStage(stage, this::note, this::noteCommand, this::writeTranscript);
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
     * @return the task, which has ended
     */
    Task run(BooleanSupplier stopping) {
        try {
            return goOn(stopping);
        } finally {
            writeRestOfTranscript();
        }
    }

    /** It must not stand in for why the run ended: one that was interrupted does not reach the database. */
    private void writeRestOfTranscript() {
        try {
            writeTranscript();
        } catch (RuntimeException e) {
            LOG.info("The last commands of task {} are not in its transcript: {}", row.taskId(), e.toString());
        }
    }

    private Task goOn(BooleanSupplier stopping) {
        List<TaskStep> recorded = recordedSteps();
        if (row.status() == TaskStatus.RUNNING) {
            try {
                return forward(recorded);
            } catch (Lost e) {
                throw e;
            } catch (RuntimeException e) {
                if (stopping.getAsBoolean()) {
                    throw new Lost();
                }
                beginUndo(e);
            }
        }
        return backward();
    }

    private Task forward(List<TaskStep> recorded) {
        if (recorded.stream().allMatch(s -> s.status() == TaskStep.Status.PENDING)) {
            boolean adapted = adapt(handler.inTurn(params));
            handler.checkPrerequisites(params, stage);
            checkPlan();
            recorded = adapted ? recordedSteps() : recorded;
        }
        TaskStep ended = null;
        for (TaskStep step : recorded) {
            if (step.status() != TaskStep.Status.DONE) {
                begin(step, ended);
                steps.get(step.position()).run().run();
                ended = step;
            }
        }
        return end(TaskStatus.RUNNING, TaskStatus.SUCCEEDED, handler::succeeded, ended);
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

    /** What is done from now on is recorded before any of it is. @return whether that is something else now */
    private boolean adapt(P now) {
        if (now.equals(params)) {
            return false;
        }
        List<Step> other = handler.steps(now, stage);
        database.run(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            fenced(tasks.setParams(row.seq(), row.attempt(), Json.write(now)));
            tasks.deleteSteps(row.seq());
        });
        params = now;
        steps = other;
        return true;
    }

    /** @param ended the step before, whose end is recorded at the same time */
    private void begin(TaskStep step, @Nullable TaskStep ended) {
        current = step.position();
        checkNotBegun(step);
        Instant now = clock.instant();
        writing(tx -> {
            markDone(tx, ended, now);
            int begun = tx.mapper(TaskMapper.class)
                    .beginStep(row.seq(), row.attempt(), step.position(), behindTheLastWayBack(), now);
            if (begun == 0) {
                checkWanted(tx, now);
                throw new Lost();
            }
        });
    }

    private void markDone(Transaction tx, @Nullable TaskStep ended, Instant now) {
        if (ended != null) {
            mark(tx, ended.position(), TaskStep.Status.DONE, now);
        }
    }

    /** A task that was called off, or whose time is over, goes no further, unless something of it cannot be taken back. */
    private void checkWanted(Transaction tx, Instant now) {
        Row wanted = reload(tx);
        boolean late = wanted.deadlineAt() != null && now.isAfter(wanted.deadlineAt());
        if (wanted.cancelledBy() == null && !late || behindTheLastWayBack()) {
            return;
        }
        if (wanted.cancelledBy() != null) {
            throw new KloigosException(
                    ErrorCode.CANCELLED,
                    "Called off by " + wanted.cancelledBy()
                            + (wanted.cancelReason() == null ? "." : ": " + wanted.cancelReason()));
        }
        throw KloigosException.conflict(
                "It did not end by its deadline, " + wanted.deadlineAt() + ", and was taken back. Have it done again.");
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

    private Task backward() {
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
        return end(TaskStatus.UNDOING, calledOff ? TaskStatus.CANCELLED : TaskStatus.FAILED, handler::failed, null);
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
                writing(tx -> fenced(tx.mapper(TaskMapper.class).setUndoError(row.seq(), row.attempt(), why, since)));
                throw e;
            }
        }
        return true;
    }

    private void leave(Step step, Row now, KloigosException why) {
        String error = now.error() + " This was not taken back, and stays: " + step.name() + ". " + why.getMessage()
                + " Have the task done again to keep it, or take it away where it is; until then it is drift.";
        Instant at = clock.instant();
        writing(tx -> {
            mark(tx, current, TaskStep.Status.LEFT, at);
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
        writing(tx -> fenced(tx.mapper(TaskMapper.class).beginUndo(row.seq(), row.attempt(), code, kept)));
    }

    private void mark(int position, TaskStep.Status status) {
        Instant now = clock.instant();
        writing(tx -> mark(tx, position, status, now));
    }

    /** One transaction that records something, and what is not written yet of the transcript. */
    private void writing(Consumer<Transaction> work) {
        database.run(tx -> {
            work.accept(tx);
            transcript.write(tx);
        });
    }

    private void writeTranscript() {
        if (!transcript.isEmpty()) {
            database.run(transcript::write);
        }
    }

    private void mark(Transaction tx, int position, TaskStep.Status status, Instant now) {
        fenced(tx.mapper(TaskMapper.class).setStep(row.seq(), row.attempt(), position, status, now));
    }

    /** A run that lost its task hears of it here too, and one that was called off while a step takes long. */
    private void note(int percent) {
        writing(tx -> fenced(tx.mapper(TaskMapper.class).setProgress(row.seq(), row.attempt(), current, percent)));
        if (!goesBack && !steps.get(current).isOneWay()) {
            database.run(tx -> checkWanted(tx, clock.instant()));
        }
    }

    /** It is written with what is recorded next: mostly with the end of the step. */
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
        if (transcript.add(command)) {
            writeTranscript();
        }
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest - 1) + "…" : text;
    }

    private interface Ending<P> {
        void record(Transaction tx, Task task, P params);
    }

    /** @param last the step whose end is recorded at the same time */
    private Task end(TaskStatus from, TaskStatus to, Ending<P> ending, @Nullable TaskStep last) {
        Instant now = clock.instant();
        return database.transact(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            markDone(tx, last, now);
            fenced(tasks.finish(row.seq(), row.attempt(), from, to, now));
            tasks.dropLocks(row.seq());
            Row ended = Objects.requireNonNull(tasks.find(row.taskId()));
            transcript.write(tx);
            Task task = ended.task(recorded(tasks));
            ending.record(tx, task, params);
            return task;
        });
    }

    private List<TaskStep> recordedSteps() {
        return database.transact(tx -> {
            TaskMapper tasks = tx.mapper(TaskMapper.class);
            List<TaskStep> recorded = recorded(tasks);
            if (recorded.isEmpty() && !steps.isEmpty()) {
                tasks.insertSteps(row.seq(), steps.stream().map(Step::name).toList());
                return IntStream.range(0, steps.size())
                        .mapToObj(i -> new TaskStep(i, steps.get(i).name(), TaskStep.Status.PENDING, null, null, null))
                        .toList();
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
