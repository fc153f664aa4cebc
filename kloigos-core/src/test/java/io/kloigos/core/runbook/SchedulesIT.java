package io.kloigos.core.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.policy.Policy;
import io.kloigos.core.runbook.Schedule.Firing;
import io.kloigos.core.runbook.Schedule.Missed;
import io.kloigos.core.runbook.Schedule.Outcome;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserChange;
import io.kloigos.core.user.UserRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Schedules on two instances that share one database and one clock, which the test sets. */
class SchedulesIT {
    private static final Caller ANN = Caller.of("ann");
    private static final RunRequest REAP = new RunRequest(null, null, Map.of("max_age_hours", "1"));

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-10-25T00:29:30Z"));
    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    };
    private Kloigos one;
    private Kloigos two;

    @BeforeEach
    void open() {
        KloigosConfig config = new KloigosConfig(mariaDb.database(), WatchSettings.defaults());
        one = Kloigos.open(config, new FakeHypervisors(), clock);
        two = Kloigos.open(config, new FakeHypervisors(), clock);
    }

    @AfterEach
    void close() {
        one.close();
        two.close();
    }

    private Schedule add(String cron, Missed missed) {
        return one.schedules().add(ANN, new ScheduleRequest("pool-reap", cron, "Europe/Berlin", REAP, missed));
    }

    private int runs() {
        return one.tasks()
                .list(new TaskQuery(null, "runbook.execute", null, null, 100))
                .size();
    }

    private List<Firing> firings(Schedule schedule) {
        return one.schedules().firings(schedule.scheduleId());
    }

    @Test
    void twoInstancesStartItOnceAlsoWhenClocksShowTheTimeTwice() {
        Schedule schedule = add("30 2 * * *", Missed.SKIP);
        assertThat(schedule.nextRuns())
                .startsWith(Instant.parse("2026-10-25T00:30:00Z"))
                .hasSize(5);
        now.set(Instant.parse("2026-10-25T00:30:01Z"));
        await().until(() -> runs() == 1);
        // the hour that comes again
        now.set(Instant.parse("2026-10-25T01:30:01Z"));
        one.schedules().fireDue();
        two.schedules().fireDue();
        assertThat(runs()).isEqualTo(1);
        assertThat(firings(schedule)).singleElement().satisfies(firing -> {
            assertThat(firing.outcome()).isEqualTo(Outcome.STARTED);
            assertThat(firing.dueAt()).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
        });
        assertThat(two.schedules().get(schedule.scheduleId()).nextAt())
                .isEqualTo(Instant.parse("2026-10-26T01:30:00Z"));
    }

    @Test
    void whatWasMissedIsSkippedOrRunOnce() {
        Schedule skipping = add("* * * * *", Missed.SKIP);
        Schedule catching = add("* * * * *", Missed.RUN_ONCE);
        now.set(Instant.parse("2026-10-25T06:00:30Z"));
        await().until(() -> firings(skipping).size() == 1 && firings(catching).size() == 1);
        assertThat(firings(skipping).get(0).outcome()).isEqualTo(Outcome.MISSED);
        assertThat(firings(catching).get(0).outcome()).isEqualTo(Outcome.STARTED);
        assertThat(one.schedules().get(skipping.scheduleId()).nextAt())
                .isEqualTo(Instant.parse("2026-10-25T06:01:00Z"));
        assertThat(one.schedules().get(catching.scheduleId()).nextAt())
                .isEqualTo(Instant.parse("2026-10-25T06:01:00Z"));
    }

    @Test
    void oneThatRestsIsNotDueAndGoesOnFromTheNextTime() {
        Schedule schedule = add("0 * * * *", Missed.RUN_ONCE);
        Schedule resting = two.schedules().pause(ANN, schedule.scheduleId());
        assertThat(resting.paused()).isTrue();
        assertThat(resting.nextAt()).isNull();
        assertThat(resting.nextRuns()).isEmpty();
        now.set(Instant.parse("2026-10-25T05:30:00Z"));
        one.schedules().fireDue();
        Schedule resumed = one.schedules().resume(ANN, schedule.scheduleId());
        assertThat(resumed.nextAt()).isEqualTo(Instant.parse("2026-10-25T06:00:00Z"));
        assertThat(firings(schedule)).isEmpty();
    }

    @Test
    void whatCannotRunIsRefusedAndSaid() {
        one.runbooks().add(ANN, new Runbook("later", "", Map.of(), List.of()));
        Schedule schedule = one.schedules()
                .add(
                        ANN,
                        new ScheduleRequest(
                                "later", "30 * * * *", "UTC", new RunRequest(null, null, Map.of()), Missed.SKIP));
        assertThatThrownBy(() -> one.runbooks().remove(ANN, "later")).hasMessageContaining("is scheduled");
        now.set(Instant.parse("2026-10-25T00:30:00Z"));
        await().until(() -> firings(schedule).size() == 1);
        assertThat(firings(schedule).get(0).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(firings(schedule).get(0).message()).contains("has no steps");
        one.schedules().remove(ANN, schedule.scheduleId());
        assertThat(one.schedules().list()).isEmpty();
    }

    @Test
    void whoIsDisabledHasNothingRun() {
        User ann = two.users()
                .create(ANN, new UserRequest("ann", "", User.Kind.PERSON, Role.ADMIN, "correct horse battery"));
        two.users().create(ANN, new UserRequest("bob", "", User.Kind.PERSON, Role.ADMIN, "correct horse battery"));
        Schedule schedule = add("30 * * * *", Missed.SKIP);
        two.users().change(Caller.of("bob"), ann.userId(), new UserChange(null, null, true));
        now.set(Instant.parse("2026-10-25T00:30:00Z"));
        await().until(() -> firings(schedule).size() == 1);
        assertThat(firings(schedule).get(0).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(firings(schedule).get(0).message()).isEqualTo("ann, who made it, is disabled");
        assertThat(runs()).isZero();
    }

    @Test
    void policiesHoldForSchedules() {
        Policy policy = two.policies().add(ANN, "quiet", "ops", Map.of("deny_actions", "runbook.execute"));
        Schedule schedule = add("30 * * * *", Missed.SKIP);
        two.policies().bind(ANN, policy.policyId(), Policy.Scope.HOST, Policy.EVERYWHERE);
        now.set(Instant.parse("2026-10-25T00:30:00Z"));
        await().until(() -> firings(schedule).size() == 1);
        assertThat(firings(schedule).get(0).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(firings(schedule).get(0).message())
                .contains("policy quiet (" + policy.policyId() + "): runbook.execute is denied");
        assertThat(runs()).isZero();
    }

    @Test
    void whatWouldNeverRunIsRefusedAtOnce() {
        assertThatThrownBy(() -> add("0 0 31 2 *", Missed.SKIP)).hasMessageContaining("cron never comes");
        assertThatThrownBy(() ->
                        one.schedules().add(ANN, new ScheduleRequest("nothing", "* * * * *", "UTC", REAP, Missed.SKIP)))
                .hasMessageContaining("There is no runbook nothing");
        assertThatThrownBy(() -> one.schedules()
                        .add(
                                ANN,
                                new ScheduleRequest(
                                        "node-drain",
                                        "* * * * *",
                                        "UTC",
                                        new RunRequest(null, null, Map.of()),
                                        Missed.SKIP)))
                .hasMessageContaining("host_id must be given");
    }
}
