package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The task engine on a real MariaDB, with a world of its own to change: a list of names. */
class TaskEngineIT {
    private static final Caller ANN = Caller.of("ann");

    /** These tasks touch no host. */
    private static final Stage NOWHERE = new Stage() {
        @Override
        public Hypervisor at(String hostId) {
            throw KloigosException.notFound("host", hostId);
        }

        @Override
        public void observe(String hostId, UUID vmId) {}

        @Override
        public void observe(String hostId, UUID vmId, PowerState expected) {}

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
    };

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final List<AutoCloseable> opened = new ArrayList<>();
    private final List<String> world = new CopyOnWriteArrayList<>();
    private final List<String> history = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> failing = new AtomicReference<>("");
    private final AtomicInteger undoFailures = new AtomicInteger();
    private Database database;
    private TaskService tasks;

    record Params(String prefix) {}

    /** Puts three names into the world; each step looks before it acts. */
    private final class Build implements TaskHandler<Params> {
        @Override
        public String type() {
            return "test.build";
        }

        @Override
        public Class<Params> paramsType() {
            return Params.class;
        }

        @Override
        public void checkPrerequisites(Params params, Stage stage) {
            if (failing.get().equals("prerequisites")) {
                throw KloigosException.conflict("not now");
            }
        }

        @Override
        public List<Step> steps(Params params, Stage stage) {
            return List.of("one", "two", "three").stream()
                    .map(name -> Step.undoable(
                            name, () -> put(params.prefix() + name), () -> remove(params.prefix() + name)))
                    .toList();
        }

        @Override
        public void succeeded(Transaction tx, Task task, Params params) {
            history.add("succeeded");
        }

        @Override
        public void failed(Transaction tx, Task task, Params params) {
            history.add("failed");
        }

        private void put(String name) {
            history.add("put " + name);
            if (!world.contains(name)) {
                world.add(name);
            }
            // after the effect: what a step has done when it fails is undone too
            if (failing.get().equals(name)) {
                throw new KloigosException(ErrorCode.HOST_FAILED, "no " + name);
            }
        }

        private void remove(String name) {
            if (undoFailures.getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw new KloigosException(ErrorCode.HOST_UNREACHABLE, "away");
            }
            history.add("remove " + name);
            world.remove(name);
        }
    }

    /** Blocks in its only step until it is let go. */
    private static final class Block implements TaskHandler<Params> {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch release = new CountDownLatch(1);

        @Override
        public String type() {
            return "test.block";
        }

        @Override
        public Class<Params> paramsType() {
            return Params.class;
        }

        @Override
        public List<Step> steps(Params params, Stage stage) {
            return List.of(Step.oneWay("block", () -> {
                stage.progress(40);
                entered.countDown();
                try {
                    release.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
    }

    @BeforeEach
    void open() {
        database = Database.open(mariaDb.database());
        opened.add(database);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private TaskRunner start(TaskHandler<?>... handlers) {
        TaskCompletions completions = new TaskCompletions(database, Runnable::run);
        tasks = new TaskService(database, Clock.systemUTC(), completions);
        Planner planner = new Planner(List.of(handlers), () -> {
            throw new IllegalStateException("nothing is planned here");
        });
        TaskRunner runner =
                new TaskRunner(database, Clock.systemUTC(), UUID.randomUUID(), completions, planner, NOWHERE);
        runner.start();
        opened.add(runner);
        return runner;
    }

    @Test
    void whatAStepTellsOfItsProgressIsSeen() throws Exception {
        Block block = new Block();
        start(block);
        UUID taskId = submit("test.block");
        assertThat(block.entered.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(tasks.get(taskId).progress()).isEqualTo(40);
        block.release.countDown();
        assertThat(tasks.completion(taskId).get(10, TimeUnit.SECONDS).progress())
                .isEqualTo(100);
    }

    private UUID submit(String type, String... locks) {
        return database.transact(tx ->
                tasks.submit(tx, ANN, new TaskRequest(type, "test:x", null, new Params("a-"), List.of(locks), "Test")));
    }

    private Task ended(UUID taskId) throws Exception {
        return tasks.completion(taskId).get(30, TimeUnit.SECONDS);
    }

    private static List<TaskStep.Status> statuses(Task task) {
        return task.steps().stream().map(TaskStep::status).toList();
    }

    @Test
    void stepsRunInOrderAndAreRecorded() throws Exception {
        start(new Build());
        Task task = ended(submit("test.build"));
        assertThat(world).containsExactly("a-one", "a-two", "a-three");
        assertThat(history).containsExactly("put a-one", "put a-two", "put a-three", "succeeded");
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.progress()).isEqualTo(100);
        assertThat(statuses(task)).containsOnly(TaskStep.Status.DONE);
        assertThat(task.attempt()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a-one", "a-two", "a-three"})
    void aFailedStepLeavesNothingBehind(String step) throws Exception {
        failing.set(step);
        start(new Build());
        Task task = ended(submit("test.build"));
        assertThat(world).isEmpty();
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.failure()).hasMessage("no " + step);
        assertThat(task.failure().code()).isEqualTo(ErrorCode.HOST_FAILED);
        assertThat(statuses(task)).doesNotContain(TaskStep.Status.DONE, TaskStep.Status.RUNNING);
        assertThat(history).endsWith("failed");
    }

    @Test
    void aTaskWhosePrerequisitesFailTouchesNothing() throws Exception {
        failing.set("prerequisites");
        start(new Build());
        Task task = ended(submit("test.build"));
        assertThat(history).containsExactly("failed");
        assertThat(statuses(task)).containsOnly(TaskStep.Status.PENDING);
    }

    @Test
    void anUndoThatFailsIsTriedAgainUntilItWorks() throws Exception {
        failing.set("a-two");
        undoFailures.set(2);
        start(new Build());
        Task task = ended(submit("test.build"));
        assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(task.attempt()).isEqualTo(3);
        assertThat(world).isEmpty();
    }

    @Test
    void aTaskWhoseInstanceDiedIsFinishedByAnotherFromWhereItStood() throws Exception {
        tasks = new TaskService(database, Clock.systemUTC(), new TaskCompletions(database, Runnable::run));
        UUID taskId = submit("test.build");
        // as a killed instance leaves it: one step done, one begun with its effect made, the lease about to end
        world.addAll(List.of("a-one", "a-two"));
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into task_step (task_seq, position, name, status)"
                    + " select seq, 0, 'one', 'done' from task union all select seq, 1, 'two', 'running' from task"
                    + " union all select seq, 2, 'three', 'pending' from task");
            statement.execute("update task set status = 'running', attempt = 1, instance_id = uuid(),"
                    + " due_at = utc_timestamp(3) + interval 1 second");
        }
        start(new Build());
        Task task = ended(taskId);
        assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(task.attempt()).isEqualTo(2);
        assertThat(history).containsExactly("put a-two", "put a-three", "succeeded");
        assertThat(world).containsExactly("a-one", "a-two", "a-three");
    }

    @Test
    void tasksThatNameTheSameThingRunOneAfterTheOther() throws Exception {
        Block block = new Block();
        start(new Build(), block);
        UUID first = submit("test.block", "vm:1");
        assertThat(block.entered.await(10, TimeUnit.SECONDS)).isTrue();
        UUID second = submit("test.build", "vm:1", "vm:2");
        UUID third = submit("test.build", "vm:3");
        assertThat(ended(third).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(tasks.get(second).status()).isEqualTo(TaskStatus.QUEUED);
        block.release.countDown();
        assertThat(ended(first).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(ended(second).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }

    @Test
    void anInstanceThatLostItsTaskChangesNothingMore() throws Exception {
        Block block = new Block();
        start(block);
        UUID taskId = submit("test.block");
        assertThat(block.entered.await(10, TimeUnit.SECONDS)).isTrue();
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            // another instance has taken it over
            statement.execute("update task set attempt = attempt + 1, instance_id = uuid(), due_at = null");
        }
        block.release.countDown();
        Awaitility.await().during(java.time.Duration.ofSeconds(1)).untilAsserted(() -> {
            Task task = tasks.get(taskId);
            assertThat(task.status()).isEqualTo(TaskStatus.RUNNING);
            assertThat(statuses(task)).containsExactly(TaskStep.Status.RUNNING);
        });
    }

    @Test
    void aDefectIsNotShownToTheCaller() throws Exception {
        TaskHandler<Params> broken = new TaskHandler<>() {
            @Override
            public String type() {
                return "test.broken";
            }

            @Override
            public Class<Params> paramsType() {
                return Params.class;
            }

            @Override
            public List<Step> steps(Params params, Stage stage) {
                return List.of(Step.oneWay("break", () -> {
                    throw new IllegalStateException("secret");
                }));
            }
        };
        start(broken);
        Task task = ended(submit("test.broken"));
        assertThat(task.errorCode()).isEqualTo(ErrorCode.INTERNAL);
        assertThat(task.error()).doesNotContain("secret");
    }
}
