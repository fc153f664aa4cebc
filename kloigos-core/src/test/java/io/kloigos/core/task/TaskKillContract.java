package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.database.MariaDbExtension;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks whose runs die, at each moment of their way forward and of their way back. Somebody else goes on: the task is finished,
 * or nothing of it is left, hosts and records agree, and what was taken back can be asked for again.
 */
public abstract class TaskKillContract {
    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private Thread.UncaughtExceptionHandler others;
    Reaper reaper;
    private World world;

    /** The hosts on which tasks die, as they are before anything was done to them. */
    protected abstract TwoHosts hosts() throws Exception;

    /** Whether the runs of one task die at each moment, one after the other, rather than those of one task at each. */
    private boolean oneTaskDiesAtEachMoment() {
        return world.hosts().areReal();
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        others = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(this::uncaught);
        reaper = new Reaper(mariaDb);
        world = new World(mariaDb, hosts(), reaper, folder);
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

    static List<Row<?>> rows() {
        return Stream.of(StorageRows.all(), DiskRows.all(), NetworkRows.all(), VmRows.all(), VmRows.power())
                .<Row<?>>flatMap(List::stream)
                .toList();
    }

    World world() {
        return world;
    }

    @TestFactory
    Stream<DynamicTest> tasks() {
        return Stream.concat(
                Stream.of(DynamicTest.dynamicTest("what cannot be is refused and leaves nothing", this::refused)),
                rows().stream().flatMap(this::tests));
    }

    private Stream<DynamicTest> tests(Row<?> row) {
        DynamicTest finished =
                DynamicTest.dynamicTest(row.type() + " is finished", () -> eachMoment(m -> finished(row, m)));
        DynamicTest undone = DynamicTest.dynamicTest(row.type() + " is undone", () -> eachMoment(m -> undone(row, m)));
        if (row.failing() == null) {
            return Stream.of(finished);
        }
        // what is undone is finished after all
        return oneTaskDiesAtEachMoment() ? Stream.of(undone) : Stream.of(finished, undone);
    }

    private void refused() throws Exception {
        Refusals refusals = Refusals.in(world);
        List<String> before = world.picture();
        Map<String, ErrorCode> expected = new TreeMap<>();
        Map<String, ErrorCode> met = new TreeMap<>();
        for (Refusals.Refusal refusal : refusals.all()) {
            ErrorCode answer = refusal.met();
            if (answer != refusal.answer()) {
                expected.put(refusal.what(), refusal.answer());
                met.put(refusal.what(), answer);
            }
        }
        assertThat(met).as("those that were answered with something else").isEqualTo(expected);
        assertUnchanged(before);
        refusals.leave();
        world.assertAgreed();
        world.clear();
    }

    /** A run that dies at that moment, counted from 0, and how many there were. */
    interface Run {
        int dyingAt(int moment) throws Exception;
    }

    void eachMoment(Run run) throws Exception {
        if (oneTaskDiesAtEachMoment()) {
            run.dyingAt(Reaper.EACH);
        } else {
            int moments = run.dyingAt(Reaper.NEVER);
            assertThat(moments).isGreaterThan(2);
            for (int moment = 0; moment < moments; moment++) {
                run.dyingAt(moment);
            }
        }
        // what is not as it should be stays so
        world.assertAgreed();
        world.clear();
    }

    private <S> int finished(Row<S> row, int moment) throws Exception {
        S scene = row.prepare().in(world);
        return finishes(row, scene, moment);
    }

    private <S> int finishes(Row<S> row, S scene, int moment) throws Exception {
        reaper.count(moment);
        Task task = ended(row, scene);
        int moments = reaper.rest();
        assertThat(task)
                .as("killed at moment %d %s: %s", moment, reaper.passed(), task.steps())
                .returns(TaskStatus.SUCCEEDED, Task::status);
        assertThat(reaper.hasKilled()).isEqualTo(moment != Reaper.NEVER);
        assertThat(reaper.passed()).hasSizeLessThan(Reaper.MOST_DEATHS);
        row.finished().of(world, scene);
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
                    .as("killed at moment %d of its undoing %s: %s", moment, reaper.passed(), task.steps())
                    .returns(Reaper.SENTENCE, Task::error);
            assertUnchanged(before);
            world.look();
            finishes(row, scene, oneTaskDiesAtEachMoment() ? Reaper.EACH : Reaper.NEVER);
        }
        return moments;
    }

    private void assertUnchanged(List<String> before) {
        List<String> now = world.picture();
        List<String> gone = new ArrayList<>(before);
        now.forEach(gone::remove);
        List<String> come = new ArrayList<>(now);
        before.forEach(come::remove);
        assertThat(come).as("what is left of it; gone is %s", gone).isEmpty();
        assertThat(gone).as("what is gone").isEmpty();
    }

    private <S> Task ended(Row<S> row, S scene) throws Exception {
        Pending<?> pending = row.ask().of(world, scene);
        Task task = world.kloigos().tasks().completion(pending.taskId()).get(World.PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(task.type()).isEqualTo(row.type());
        return task;
    }
}
