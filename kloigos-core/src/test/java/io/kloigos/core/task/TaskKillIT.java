package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.database.MariaDbExtension;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Tasks whose runs die, at each moment of their way forward and of their way back. Somebody else goes on: the task is finished,
 * or nothing of it is left, and hosts and records agree.
 */
class TaskKillIT {
    private static final int NEVER = -1;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private Thread.UncaughtExceptionHandler others;
    private Reaper reaper;
    private World world;

    /** All kinds of tasks; each has a row here. */
    private static Stream<Row<?>> kinds() {
        return Stream.of(StorageRows.all(), DiskRows.all(), NetworkRows.all()).flatMap(List::stream);
    }

    @BeforeEach
    void open() {
        others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        reaper = new Reaper(mariaDb);
        world = new World(mariaDb, reaper);
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

    @TestFactory
    Stream<DynamicTest> whateverMomentItDiesAtItIsFinished() {
        return kinds().map(row ->
                DynamicTest.dynamicTest(row.type(), () -> eachMoment(moment -> finished(row, moment))));
    }

    @TestFactory
    Stream<DynamicTest> whateverMomentItDiesAtWhileItIsUndoneNothingIsLeft() {
        return kinds().filter(row -> row.failing() != null)
                .map(row -> DynamicTest.dynamicTest(row.type(), () -> eachMoment(moment -> undone(row, moment))));
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
        assertThat(task.attempt()).isEqualTo(moment == NEVER ? 1 : 2);
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
        }
        world.assertAgreed();
        return moments;
    }

    private <S> Task ended(Row<S> row, S scene) throws Exception {
        Pending<?> pending = row.ask().of(world, scene);
        Task task = world.kloigos().tasks().completion(pending.taskId()).get(20, TimeUnit.SECONDS);
        assertThat(task.type()).isEqualTo(row.type());
        return task;
    }
}
