package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.database.MariaDbExtension;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks whose runs die, at each moment of their way forward and of their way back. Somebody else goes on: the task is finished,
 * or nothing of it is left, hosts and records agree, and what was taken back can be asked for again.
 */
class TaskKillIT {
    private static final int NEVER = -1;
    /** One reads only, one runs what somebody allowed on a host, and one makes other tasks and has tests of its own. */
    private static final Set<String> WITHOUT_A_ROW = Set.of("host.look", "host.run", "runbook.execute");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private Thread.UncaughtExceptionHandler others;
    private Reaper reaper;
    private World world;

    @BeforeEach
    void open(@TempDir Path folder) {
        others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        reaper = new Reaper(mariaDb);
        world = new World(mariaDb, reaper, folder);
    }

    /** A death is no news. */
    private void uncaught(Thread thread, Throwable error) {
        if (!(error instanceof Reaper.Death) && others != null) {
            others.uncaughtException(thread, error);
        }
    }

    @AfterEach
    void close() {
        world.close();
        Thread.setDefaultUncaughtExceptionHandler(others);
    }

    @Test
    void eachKindHasARow() {
        Set<String> rows = Stream.of(StorageRows.all(), DiskRows.all(), NetworkRows.all(), VmRows.all(), VmRows.power())
                .flatMap(List::stream)
                .map(Row::type)
                .collect(Collectors.toSet());
        rows.addAll(WITHOUT_A_ROW);
        assertThat(rows).isEqualTo(world.kloigos().planner().types());
    }

    @TestFactory
    Stream<DynamicTest> storage() {
        return tests(StorageRows.all());
    }

    @TestFactory
    Stream<DynamicTest> disks() {
        return tests(DiskRows.all());
    }

    @TestFactory
    Stream<DynamicTest> networks() {
        return tests(NetworkRows.all());
    }

    @TestFactory
    Stream<DynamicTest> vms() {
        return tests(VmRows.all());
    }

    @TestFactory
    Stream<DynamicTest> power() {
        return tests(VmRows.power());
    }

    private Stream<DynamicTest> tests(List<Row<?>> rows) {
        return rows.stream()
                .flatMap(row -> Stream.of(
                                DynamicTest.dynamicTest(
                                        row.type() + " is finished", () -> eachMoment(m -> finished(row, m))),
                                DynamicTest.dynamicTest(
                                        row.type() + " is undone", () -> eachMoment(m -> undone(row, m))))
                        .limit(row.failing() == null ? 1 : 2));
    }

    /** Whether it was done cannot be seen: it is never done again unless somebody says so. */
    @Test
    void aCommandOfTheOperatorsIsNeverRunTwice() throws Exception {
        eachMoment(this::commanded);
    }

    private int commanded(int moment) throws Exception {
        int before = world.host("h1").shellLines().size();
        reaper.count(moment);
        UUID id = world.kloigos().hostCommands().run(World.ANN, "h1", "trim").taskId();
        Task task = world.kloigos().tasks().completion(id).get(20, TimeUnit.SECONDS);
        int moments = reaper.rest();
        int ran = world.host("h1").shellLines().size() - before;
        if (task.status() == TaskStatus.SUCCEEDED) {
            assertThat(ran).as("killed at moment %d", moment).isEqualTo(1);
        } else {
            assertThat(task.error())
                    .isEqualTo("It is not known whether this was done: Kloigos ended while step run ran. Look at the host,"
                            + " and have the task done again if need be.");
            assertThat(ran).isBetween(0, 1);
            world.kloigos().taskControl().retry(World.ANN, id, "it was not");
            assertThat(world.kloigos().tasks().completion(id).get(20, TimeUnit.SECONDS).status())
                    .isEqualTo(TaskStatus.SUCCEEDED);
            assertThat(world.host("h1").shellLines()).hasSize(before + ran + 1);
        }
        return moments;
    }

    /** A run that dies at that moment, counted from 0, and how many there were. */
    private interface Run {
        int dyingAt(int moment) throws Exception;
    }

    private static void eachMoment(Run run) throws Exception {
        int moments = run.dyingAt(NEVER);
        assertThat(moments).isGreaterThan(2);
        for (int moment = 0; moment < moments; moment++) {
            run.dyingAt(moment);
        }
    }

    private <S> int finished(Row<S> row, int moment) throws Exception {
        S scene = row.prepare().in(world);
        reaper.count(moment);
        Task task = ended(row, scene);
        int moments = reaper.rest();
        assertThat(task)
                .as("killed at moment %d: %s", moment, task.steps())
                .returns(TaskStatus.SUCCEEDED, Task::status);
        assertThat(reaper.hasKilled()).isEqualTo(moment != NEVER);
        row.finished().of(world, scene);
        world.assertAgreed();
        return moments;
    }

    private <S> int undone(Row<S> row, int moment) throws Exception {
        S scene = row.prepare().in(world);
        List<String> before = world.picture();
        reaper.fail(String.valueOf(row.failing()), moment);
        Task task = ended(row, scene);
        int moments = reaper.rest();
        if (task.status() == TaskStatus.SUCCEEDED) {
            // it died before the failure was known to anybody
            assertThat(moment).isZero();
            row.finished().of(world, scene);
        } else {
            assertThat(task)
                    .as("killed at moment %d of its undoing: %s", moment, task.steps())
                    .returns(Reaper.SENTENCE, Task::error);
            assertThat(world.picture()).isEqualTo(before);
            finishedAfterAll(row, scene);
        }
        world.assertAgreed();
        return moments;
    }

    private <S> void finishedAfterAll(Row<S> row, S scene) throws Exception {
        world.look();
        assertThat(ended(row, scene)).returns(TaskStatus.SUCCEEDED, Task::status);
        row.finished().of(world, scene);
    }

    private <S> Task ended(Row<S> row, S scene) throws Exception {
        Pending<?> pending = row.ask().of(world, scene);
        Task task = world.kloigos().tasks().completion(pending.taskId()).get(20, TimeUnit.SECONDS);
        assertThat(task.type()).isEqualTo(row.type());
        return task;
    }
}
