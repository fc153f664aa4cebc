package io.kloigos.core.task;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.InterceptedHypervisors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a run of a task as the death of its process would: at any moment at which the world looks different to whoever goes on.
 * These are the ones before each change on a host, and before each record of where the task stands. The engine finds the task
 * again as it would find one whose lease has ended.
 */
final class Reaper extends Clock implements InterceptedHypervisors.Interceptor {
    static final String SENTENCE = "The test has this change fail.";
    /** No moment. */
    static final int NEVER = -1;
    /** Before and after each change, once. */
    static final int EACH = -2;

    static final int MOST_DEATHS = 60;

    private static final String WORKER = "kloigos-task";
    private static final StackWalker STACK = StackWalker.getInstance();

    /** No failure of the task: nothing of the engine catches it. */
    static final class Death extends Error {
        Death() {
            super("the test ended the run", null, false, false);
        }
    }

    private final MariaDbExtension mariaDb;
    private boolean awake;
    private @Nullable String failing;
    private int moments;
    private int fatal;
    private final Set<String> passed = new LinkedHashSet<>();
    private volatile boolean killed;

    Reaper(MariaDbExtension mariaDb) {
        this.mariaDb = mariaDb;
    }

    /** From now on it counts moments. @param moment the one to die at, counted from 0; or {@link #NEVER}, or {@link #EACH} */
    synchronized void count(int moment) {
        begin(true, null, moment);
    }

    /**
     * The next change of that name fails once it had its effect; it counts moments from then on.
     *
     * @param moment as for {@link #count}
     */
    synchronized void fail(String change, int moment) {
        begin(false, change, moment);
    }

    private void begin(boolean now, @Nullable String change, int moment) {
        awake = now;
        failing = change;
        moments = 0;
        fatal = moment;
        passed.clear();
        killed = false;
    }

    /** Ends the count, and answers it. */
    synchronized int rest() {
        awake = false;
        failing = null;
        return moments;
    }

    /** Whether a run died since it began to count. */
    boolean hasKilled() {
        return killed;
    }

    /** Where runs died that were to die at each moment. */
    synchronized List<String> passed() {
        return List.copyOf(passed);
    }

    private synchronized boolean isFatal(@Nullable String words) {
        if (!awake || !Thread.currentThread().getName().equals(WORKER)) {
            return false;
        }
        boolean isOneOfEach = fatal == EACH && words != null && passed.size() < MOST_DEATHS && passed.add(words);
        return moments++ == fatal || isOneOfEach;
    }

    /** @param words what is about to happen, or just did, to a host; null where something is about to be recorded */
    private void moment(@Nullable String words) {
        if (isFatal(words)) {
            killed = true;
            endLease();
            throw new Death();
        }
    }

    private void endLease() {
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update task set instance_id = null, due_at = utc_timestamp(3) where completed_at is null");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void change(String name, InterceptedHypervisors.Change change) throws Throwable {
        moment("before " + change.words());
        change.make();
        if (fails(name)) {
            throw new KloigosException(ErrorCode.HOST_FAILED, SENTENCE);
        }
        if (dyingAtEach()) {
            moment("after " + change.words());
        }
    }

    /** Otherwise the next moment is the one after the change. */
    private synchronized boolean dyingAtEach() {
        return fatal == EACH;
    }

    private synchronized boolean fails(String name) {
        boolean fails = name.equals(failing);
        if (fails) {
            failing = null;
            awake = true;
        }
        return fails;
    }

    /** Runs ask for the time when they are about to record something. */
    @Override
    public Instant instant() {
        boolean asksForARun = STACK.walk(frames -> frames.skip(1).findFirst().map(StackWalker.StackFrame::getClassName))
                .filter(TaskRun.class.getName()::equals)
                .isPresent();
        if (asksForARun) {
            moment(null);
        }
        return Clock.systemUTC().instant();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
