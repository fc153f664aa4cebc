package io.kloigos.core.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.task.TaskStep;
import io.kloigos.core.vm.disk.DiskRequest;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A guest that does not let go of a disk which is to be taken back. */
class UnwillingGuestIT {
    private static final Caller ANN = Caller.of("ann");
    private static final int MARK_ON_THE_DOMAIN = 2;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    /** As late as the test says. */
    private static final class LateClock extends Clock {
        private volatile Duration late = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(late);
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

    private final LateClock clock = new LateClock();
    private final FakeHypervisors fakes = new FakeHypervisors();
    private final FailingHypervisors hypervisors = new FailingHypervisors(fakes);
    private final FakeHypervisor host = fakes.host("10.0.0.1");
    private Kloigos kloigos;
    private UUID vmId;

    @BeforeEach
    void open() throws Exception {
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors.hosts(), clock);
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "h1",
                                "h1",
                                "10.0.0.1",
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                null,
                                true,
                                List.of(),
                                null));
        VmRequest request = new VmRequest(
                "h1", "web-01", 1, 64, "base.qcow2", "default", null, List.of(), null, Map.of(), null, true);
        vmId = kloigos.vms()
                .provision(ANN, request)
                .result()
                .get(20, TimeUnit.SECONDS)
                .vmId();
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private UUID attachThatFailsAtTheEnd() {
        host.guestsLetGo(false);
        hypervisors.failChange(MARK_ON_THE_DOMAIN, true);
        UUID task = kloigos.disks()
                .attach(ANN, vmId, new DiskRequest("default", null, 1, null, null, "vdb"))
                .taskId();
        await().until(() -> task(task).undoError() != null);
        assertThat(task(task))
                .returns(TaskStatus.UNDOING, Task::status)
                .returns(FailingHypervisors.SENTENCE, Task::error)
                .returns("The guest of domain web-01 did not let go of disk vdb.", Task::undoError);
        return task;
    }

    private Task task(UUID task) {
        return kloigos.tasks().get(task);
    }

    private void tryAtOnce() throws Exception {
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "update task set due_at = utc_timestamp(3) where instance_id is null and due_at is not null");
        }
    }

    private Task ended(UUID task) {
        await().until(() -> {
            tryAtOnce();
            return task(task).completedAt() != null;
        });
        return task(task);
    }

    private List<TaskStep.Status> steps(UUID task) {
        return task(task).steps().stream().map(TaskStep::status).toList();
    }

    private int disks() {
        return host.domain(vmId).orElseThrow().disks().size();
    }

    @Test
    void isAskedAgainAndTheDiskIsTakenBackOnceItLetsGo() {
        UUID task = attachThatFailsAtTheEnd();
        host.guestsLetGo(true);
        assertThat(ended(task))
                .returns(FailingHypervisors.SENTENCE, Task::error)
                .returns(null, Task::undoError);
        assertThat(disks()).isEqualTo(2);
        assertThat(Drift.of(kloigos.vms().get(vmId))).isEmpty();
    }

    @Test
    void isNotAskedForEverAndTheDiskThatStaysIsDriftUntilItIsKept() throws Exception {
        UUID task = attachThatFailsAtTheEnd();
        clock.late = Duration.ofMinutes(11);
        Task ended = ended(task);
        assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(ended.error())
                .isEqualTo(FailingHypervisors.SENTENCE + " This was not taken back, and stays: attach. The guest of"
                        + " domain web-01 did not let go of disk vdb. Have the task done again to keep it, or take it"
                        + " away where it is; until then it is drift.");
        assertThat(steps(task))
                .containsExactly(
                        TaskStep.Status.DONE,
                        TaskStep.Status.LEFT,
                        TaskStep.Status.UNDONE,
                        TaskStep.Status.UNDONE,
                        TaskStep.Status.PENDING);
        assertThat(disks()).isEqualTo(3);
        kloigos.hosts().refresh("h1");
        assertThat(Drift.of(kloigos.vms().get(vmId))).isNotEmpty();

        kloigos.taskControl().retry(ANN, task, null);
        assertThat(ended(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(Drift.of(kloigos.vms().get(vmId))).isEmpty();
        assertThat(kloigos.vms().get(vmId).requireSpec().disks()).hasSize(3);
    }
}
