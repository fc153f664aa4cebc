package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.task.Plan.HostCommand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What people do to tasks, on a real MariaDB: every way from one status to another. */
class TaskControlIT {
    private static final Caller ANN = Caller.of("ann");
    private static final Caller BOB = Caller.of("bob");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    /** Goes forward as far as the test lets it; the last step cannot be taken back. */
    private final class Walk implements TaskHandler<Params> {
        final Semaphore steps = new Semaphore(0);
        final List<String> history = new CopyOnWriteArrayList<>();
        volatile boolean failing;
        volatile boolean telling;

        @Override
        public String type() {
            return "test.walk";
        }

        @Override
        public Class<Params> paramsType() {
            return Params.class;
        }

        @Override
        public List<Step> steps(Params params, Stage stage) {
            return List.of(
                    Step.undoable("first", () -> walk("first", stage), () -> history.add("back from first")),
                    Step.oneWay("second", () -> walk("second")),
                    Step.oneWay("third", () -> walk("third")));
        }

        private void walk(String step, Stage stage) {
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20); telling && System.nanoTime() < end; ) {
                stage.progress(50);
                Thread.onSpinWait();
            }
            walk(step);
        }

        private void walk(String step) {
            history.add(step);
            try {
                if (!steps.tryAcquire(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the test forgot " + step);
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (failing) {
                throw new KloigosException(ErrorCode.HOST_FAILED, "no " + step);
            }
        }

        @Override
        public void again(Transaction tx, Params params) {
            history.add("again");
        }

        @Override
        public void failed(Transaction tx, Task task, Params params) {
            history.add("failed: " + task.status().word());
        }
    }

    record Params(String name) {}

    private static final class Idle implements Planner.RehearsalStage {
        @Override
        public List<HostCommand> takeNotes() {
            return List.of();
        }

        @Override
        public Hypervisor at(String hostId) {
            throw KloigosException.notFound("host", hostId);
        }

        @Override
        public void observe(String hostId, UUID vmId) {}

        @Override
        public void observe(String hostId) {}

        @Override
        public boolean awaitState(
                String hostId, UUID vmId, PowerState state, Duration deadline, BooleanSupplier givenUp) {
            return false;
        }

        @Override
        public boolean awaitAddress(String hostId, UUID vmId, Duration deadline) {
            return false;
        }

        @Override
        public void record(Runnable work) {
            work.run();
        }
    }

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Walk walk = new Walk();
    private volatile Optional<String> approval = Optional.empty();
    private volatile Duration ahead = Duration.ZERO;
    private Database database;
    private TaskService tasks;
    private TaskControl control;

    private final Clock clock = new Clock() {
        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead);
        }
    };

    @BeforeEach
    void open() {
        database = Database.open(mariaDb.database());
        opened.add(database);
        TaskCompletions completions = new TaskCompletions(database, Runnable::run);
        Admission admission = (tx, caller, request) -> approval;
        TaskSettings settings = TaskSettings.defaults();
        tasks = new TaskService(database, clock, completions, admission, settings);
        Planner planner = new Planner(List.of(walk), Idle::new);
        EventService events = new EventService(database, clock);
        opened.add(events);
        control = new TaskControl(
                database, clock, tasks, completions, planner, events, admission, (tx, actor, task) -> false, settings);
        TaskRunner runner = new TaskRunner(database, clock, UUID.randomUUID(), completions, planner, new Idle());
        runner.start();
        opened.add(runner);
    }

    @Test
    void aStepThatTellsHowFarItIsIsCalledOffInItsMidst() throws Exception {
        walk.telling = true;
        UUID id = submit();
        Awaitility.await().until(() -> tasks.get(id).steps().stream().anyMatch(step -> step.progress() != null));
        control.cancel(BOB, id, "enough");
        assertThat(tasks.completion(id).get(20, TimeUnit.SECONDS).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(walk.history).containsExactly("back from first", "failed: cancelled");
    }

    @AfterEach
    void close() throws Exception {
        walk.steps.release(100);
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private UUID submit() {
        return database.transact(tx -> tasks.submit(
                tx, ANN, new TaskRequest("test.walk", "test:x", null, new Params("x"), List.of("test:x"), "Walk")));
    }

    private Task ended(UUID taskId) throws Exception {
        return tasks.completion(taskId).get(20, TimeUnit.SECONDS);
    }

    private void awaitStep(String name) {
        Awaitility.await().until(() -> walk.history.contains(name));
    }

    private void assertConflict(Runnable call, String words) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessageContaining(words);
    }

    @Test
    void aTaskThatRunsIsTakenBackWhenItIsCalledOff() throws Exception {
        UUID task = submit();
        awaitStep("first");
        assertThat(control.cancel(BOB, task, "wrong host").status()).isEqualTo(TaskStatus.RUNNING);
        walk.steps.release();
        Task ended = ended(task);
        assertThat(walk.history).containsExactly("first", "back from first", "failed: cancelled");
        assertThat(ended.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(ended.decision()).isNotNull();
        assertThat(ended.decision().by()).isEqualTo("bob");
        assertThat(ended.failure()).hasMessage("Called off by bob: wrong host");
        walk.steps.release(3);
        control.retry(BOB, task, "the right one after all");
        assertThat(ended(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void fromAStepThatCannotBeTakenBackOnATaskGoesOn() throws Exception {
        UUID task = submit();
        walk.steps.release();
        awaitStep("second");
        assertConflict(() -> control.cancel(BOB, task, null), "From its step second on");
        walk.steps.release(2);
        assertThat(ended(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertConflict(() -> control.cancel(BOB, task, null), "has ended");
        assertConflict(() -> control.retry(BOB, task, null), "is succeeded");
    }

    @Test
    void aTaskThatWaitsForItsTurnEndsAtOnceWhenItIsCalledOff() throws Exception {
        UUID first = submit();
        awaitStep("first");
        UUID second = submit();
        Task cancelled = control.cancel(BOB, second, null);
        assertThat(cancelled.status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(ended(second).status()).isEqualTo(TaskStatus.CANCELLED);
        walk.steps.release(3);
        assertThat(ended(first).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(walk.history).containsOnlyOnce("first");
    }

    @Test
    void aTaskThatFailedIsDoneAgainFromItsFirstStep() throws Exception {
        walk.failing = true;
        walk.steps.release();
        UUID task = submit();
        assertThat(ended(task).status()).isEqualTo(TaskStatus.FAILED);
        walk.failing = false;
        walk.history.clear();
        walk.steps.release(3);
        assertThat(control.retry(BOB, task, "mended").error()).isNull();
        Task ended = ended(task);
        assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(ended.attempt()).isEqualTo(2);
        assertThat(walk.history).containsExactly("again", "first", "second", "third");
    }

    @Test
    void aTaskPastItsDeadlineIsTakenBack() throws Exception {
        UUID task = submit();
        awaitStep("first");
        ahead = Duration.ofDays(2);
        walk.steps.release();
        Task ended = ended(task);
        assertThat(walk.history).containsExactly("first", "back from first", "failed: failed");
        assertThat(ended.failure()).hasMessageContaining("did not end by its deadline");
    }

    @Test
    void whatWaitsForApprovalBeginsWithItAndOthersGoFirst() throws Exception {
        approval = Optional.of("policy p");
        UUID parked = submit();
        assertThat(tasks.get(parked).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
        approval = Optional.empty();
        walk.steps.release(3);
        assertThat(ended(submit()).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertConflict(() -> control.retry(BOB, parked, null), "awaiting_approval");
        walk.steps.release(3);
        assertThat(control.approve(BOB, parked, "fine").decision().reason()).isEqualTo("fine");
        assertThat(ended(parked).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertConflict(() -> control.approve(BOB, parked, null), "does not wait for approval");
        assertConflict(() -> control.reject(BOB, parked, null), "does not wait for approval");
    }

    @Test
    void whatWaitsForApprovalIsRejectedOrCalledOffAndNothingOfItStays() throws Exception {
        approval = Optional.of("policy p");
        UUID rejected = submit();
        UUID cancelled = submit();
        assertThat(control.reject(BOB, rejected, "no").status()).isEqualTo(TaskStatus.REJECTED);
        assertThat(control.cancel(BOB, cancelled, null).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(ended(rejected).failure()).hasMessage("It was rejected by bob: no");
        assertThat(walk.history).containsExactly("failed: rejected", "failed: cancelled");
        assertConflict(() -> control.retry(BOB, rejected, null), "is rejected");
        assertConflict(() -> control.cancel(BOB, rejected, null), "has ended");
        assertThatThrownBy(() -> control.retry(BOB, cancelled, null))
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN))
                .hasMessageContaining("This has to be approved: policy p.");
        assertThat(tasks.get(cancelled).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    @Test
    void whatNobodyApprovesInTimeIsRejectedAndWhatIsOldForgotten() throws Exception {
        approval = Optional.of("policy p");
        UUID parked = submit();
        control.tidy();
        assertThat(tasks.get(parked).status()).isEqualTo(TaskStatus.AWAITING_APPROVAL);
        ahead = Duration.ofDays(8);
        control.tidy();
        assertThat(tasks.get(parked).status()).isEqualTo(TaskStatus.REJECTED);
        assertThat(tasks.get(parked).error()).contains("nobody approved it in time");
        assertThat(walk.history).containsExactly("failed: rejected");
        ahead = Duration.ofDays(8 + 91);
        control.tidy();
        assertThatThrownBy(() -> tasks.get(parked)).hasMessageContaining("There is no task");
    }
}
