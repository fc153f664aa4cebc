package io.kloigos.core.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.InterceptedHypervisors;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.disk.DiskRequest;
import io.kloigos.core.vm.migration.MigrationRequest;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several changes of one VM, asked for before the first of them has ended. */
class VmTurnsIT {
    private static final Caller ANN = Caller.of("ann");
    private static final Caller BOB = Caller.of("bob");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final Gate gate = new Gate();
    private Kloigos kloigos;
    private Vm vm;

    /** Holds up a change on a host until it is opened; then the change is made, or fails. */
    private static final class Gate implements InterceptedHypervisors.Interceptor {
        private volatile @Nullable String name;
        private volatile boolean fails;
        private volatile CountDownLatch opened = new CountDownLatch(0);
        private volatile CountDownLatch reached = new CountDownLatch(0);

        void close(String change) {
            opened = new CountDownLatch(1);
            reached = new CountDownLatch(1);
            name = change;
        }

        void awaitSomebody() throws InterruptedException {
            assertThat(reached.await(20, TimeUnit.SECONDS)).isTrue();
        }

        void open(boolean failing) {
            fails = failing;
            name = null;
            opened.countDown();
        }

        @Override
        public void change(String change, InterceptedHypervisors.Change made) throws Throwable {
            if (Objects.equals(change, name)) {
                reached.countDown();
                opened.await();
                if (fails) {
                    throw new KloigosException(ErrorCode.HOST_FAILED, "The test has this change fail.");
                }
            }
            made.make();
        }
    }

    @BeforeEach
    void open() throws Exception {
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()),
                new InterceptedHypervisors(hypervisors, gate));
        for (String host : List.of("h1", "h2")) {
            String address = "10.0.0." + host.substring(1);
            hypervisors
                    .host(address)
                    .createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
            kloigos.hosts()
                    .register(
                            ANN,
                            new HostRegistration(
                                    host,
                                    host,
                                    address,
                                    22,
                                    "kloigos",
                                    HostRegistration.SYSTEM_URI,
                                    0,
                                    0,
                                    null,
                                    true,
                                    List.of(),
                                    null));
        }
        vm = ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1",
                                "web",
                                1,
                                64,
                                "base.qcow2",
                                "default",
                                null,
                                List.of(),
                                null,
                                Map.of("tier", "web"),
                                null,
                                true)));
    }

    @AfterEach
    void close() {
        gate.open(false);
        kloigos.close();
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private Task task(Pending<?> pending) {
        return kloigos.tasks().get(pending.taskId());
    }

    private Task end(Pending<?> pending) throws Exception {
        return kloigos.tasks().completion(pending.taskId()).get(20, TimeUnit.SECONDS);
    }

    private Pending<Vm> attach(Caller caller) {
        return kloigos.disks().attach(caller, vm.vmId(), new DiskRequest("default", null, 1, null, null, null));
    }

    private List<String> targets() {
        return hypervisors.host("10.0.0.1").domain(vm.vmId()).orElseThrow().disks().stream()
                .map(Domain.Disk::target)
                .toList();
    }

    private static void refused(String why, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT))
                .hasMessage(why);
    }

    @Test
    void theyAreDoneOneAfterTheOtherInTheOrderTheyWereAskedFor() throws Exception {
        gate.close("attachDisk");
        Pending<Vm> first = attach(ANN);
        gate.awaitSomebody();
        Pending<Vm> second = attach(BOB);
        Pending<Vm> third = kloigos.vmEdits().resize(ANN, vm.vmId(), 2, 96);
        Pending<Vm> fourth = kloigos.vmEdits().setMetadata(BOB, vm.vmId(), Map.of("tier", "db"), null);
        Pending<Vm> fifth = kloigos.vms().act(ANN, vm.vmId(), VmAction.PAUSE, Duration.ofSeconds(5));

        Task.InFront inFront = new Task.InFront(first.taskId(), "Plug disk vdb into VM web");
        assertThat(task(first)).returns(TaskStatus.RUNNING, Task::status).returns(null, Task::waitsFor);
        for (Pending<Vm> waiting : List.of(second, third, fourth, fifth)) {
            assertThat(task(waiting)).returns(TaskStatus.QUEUED, Task::status).returns(inFront, Task::waitsFor);
        }
        assertThat(task(second).detail()).isEqualTo("Plug disk vdc into VM web");

        gate.open(false);
        assertThat(ended(fifth).powerState()).isEqualTo(PowerState.PAUSED);
        assertThat(List.of(end(first), end(second), end(third), end(fourth), end(fifth)))
                .allMatch(task -> task.status() == TaskStatus.SUCCEEDED && task.waitsFor() == null)
                .isSortedAccordingTo(java.util.Comparator.comparing(Task::completedAt));
        assertThat(targets()).contains("vdb", "vdc");
        Vm now = kloigos.vms().get(vm.vmId());
        assertThat(now.wanted())
                .returns(2, WantedVm::cpuCores)
                .returns(96L, WantedVm::memoryMb)
                .returns(Map.of("tier", "db"), WantedVm::labels);
        assertThat(now.generation()).isEqualTo(vm.generation() + 4);
        assertThat(Drift.of(now)).isEmpty();
    }

    @Test
    void whatFollowsOnAChangeThatFailedIsDoneAllTheSame() throws Exception {
        gate.close("attachDisk");
        Pending<Vm> first = attach(ANN);
        gate.awaitSomebody();
        Pending<Vm> second = attach(BOB);
        Pending<Vm> third = kloigos.vmEdits().setMetadata(BOB, vm.vmId(), Map.of("tier", "db"), null);
        Pending<Vm> grown = kloigos.disks().grow(BOB, vm.vmId(), "vdb", 2);

        gate.open(true);
        assertThat(end(first).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(end(second).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(end(third).status()).isEqualTo(TaskStatus.SUCCEEDED);
        // its disk never came
        assertThat(end(grown))
                .returns(TaskStatus.FAILED, Task::status)
                .returns("VM web was changed meanwhile. Look at it again.", Task::error);
        assertThat(targets()).contains("vdc").doesNotContain("vdb");
        Vm now = kloigos.vms().get(vm.vmId());
        assertThat(now.labels()).isEqualTo(Map.of("tier", "db"));
        assertThat(now.spec().disks()).hasSize(vm.spec().disks().size() + 1);
        assertThat(Drift.of(now)).isEmpty();
    }

    @Test
    void whatAFailedChangeLeavesIsSeenByItsEnd() throws Exception {
        gate.close("mark");
        Pending<Vm> attached = attach(ANN);
        gate.awaitSomebody();
        await().untilAsserted(
                        () -> assertThat(seenTargets()).isEqualTo(targets()).contains("vdb"));
        gate.open(true);
        assertThat(end(attached).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(seenTargets()).isEqualTo(targets()).doesNotContain("vdb");
    }

    private List<String> seenTargets() {
        return kloigos.vms().get(vm.vmId()).observed().disks().stream()
                .map(Domain.Disk::target)
                .toList();
    }

    @Test
    void aMoveBehindAStartGoesWhileItRuns() throws Exception {
        ended(kloigos.vms().act(ANN, vm.vmId(), VmAction.STOP, Duration.ofSeconds(5)));
        gate.close("start");
        Pending<Vm> started = kloigos.vms().act(ANN, vm.vmId(), VmAction.START, Duration.ofSeconds(5));
        gate.awaitSomebody();
        Pending<Vm> moved = kloigos.migrations().migrate(BOB, vm.vmId(), new MigrationRequest("h2", null, null));
        gate.open(false);
        ended(started);
        assertThat(ended(moved)).returns("h2", Vm::hostId).returns(PowerState.RUNNING, Vm::powerState);
    }

    /** It is given ten minutes, and the test twenty seconds. */
    @Test
    void pullingThePlugCutsAStopShort() throws Exception {
        hypervisors.host("10.0.0.1").guestsObey(false);
        Pending<Vm> stopped = beginToStop();
        Pending<Vm> restarted = kloigos.vms().act(BOB, vm.vmId(), VmAction.REBOOT, Duration.ofSeconds(5));
        assertThat(task(stopped).status()).isEqualTo(TaskStatus.RUNNING);
        Pending<Vm> pulled = kloigos.vms().act(BOB, vm.vmId(), VmAction.FORCE_STOP, Duration.ofSeconds(5));
        assertThat(end(stopped))
                .returns(TaskStatus.CANCELLED, Task::status)
                .returns("VM web was given no more time to shut down: its plug is pulled.", Task::error);
        assertThat(ended(pulled).powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(end(restarted).status()).isEqualTo(TaskStatus.SUCCEEDED);

        ended(kloigos.vms().act(ANN, vm.vmId(), VmAction.START, Duration.ofSeconds(5)));
        Pending<Vm> stoppedAgain = beginToStop();
        ended(kloigos.vms().delete(BOB, vm.vmId(), false));
        assertThat(end(stoppedAgain).status()).isEqualTo(TaskStatus.CANCELLED);
    }

    private Pending<Vm> beginToStop() {
        Pending<Vm> stopped = kloigos.vms().act(ANN, vm.vmId(), VmAction.STOP, Duration.ofMinutes(10));
        await().until(() -> task(stopped).status() == TaskStatus.RUNNING);
        return stopped;
    }

    @Test
    void aRevertBehindAChangeKeepsWhatItDoesNotBringBack() throws Exception {
        ended(kloigos.snapshots().take(ANN, vm.vmId(), new SnapshotRequest("clean", null, null)));
        gate.close("mark");
        Pending<Vm> labelled = kloigos.vmEdits().setMetadata(ANN, vm.vmId(), Map.of("tier", "db"), null);
        gate.awaitSomebody();
        UUID clean = VmSnapshot.id(vm.vmId(), "clean");
        Pending<Vm> reverted = kloigos.snapshots().revert(ANN, vm.vmId(), clean);
        gate.open(false);
        ended(labelled);
        Vm now = ended(reverted);
        assertThat(now.labels()).isEqualTo(Map.of("tier", "db"));
        assertThat(now.observed().stamp()).isEqualTo(now.stamp());
        assertThat(Drift.of(now)).isEmpty();
    }

    @Test
    void whatIsMovedOrDeletedTakesNoMoreChanges() throws Exception {
        gate.close("migrate");
        Pending<Vm> moved = kloigos.migrations().migrate(ANN, vm.vmId(), new MigrationRequest("h2", null, null));
        gate.awaitSomebody();
        String moving = "VM web is being moved away from h1. Wait for that task to end.";
        refused(moving, () -> attach(BOB));
        refused(moving, () -> kloigos.vms().act(BOB, vm.vmId(), VmAction.STOP, Duration.ofSeconds(5)));
        refused(moving, () -> kloigos.vms().delete(BOB, vm.vmId(), false));
        refused(moving, () -> kloigos.migrations().migrate(BOB, vm.vmId(), new MigrationRequest("h2", null, null)));
        gate.open(false);
        assertThat(ended(moved).hostId()).isEqualTo("h2");
        ended(attach(BOB));

        gate.close("undefine");
        Pending<UUID> deleted = kloigos.vms().delete(ANN, vm.vmId(), false);
        gate.awaitSomebody();
        String deleting = "VM web is being deleted. Wait for that task to end.";
        refused(deleting, () -> attach(BOB));
        refused(deleting, () -> kloigos.vms().act(BOB, vm.vmId(), VmAction.START, Duration.ofSeconds(5)));
        refused(deleting, () -> kloigos.vms().delete(BOB, vm.vmId(), false));
        gate.open(false);
        ended(deleted);
        await().untilAsserted(() ->
                assertThat(hypervisors.host("10.0.0.2").volumes("default")).hasSize(1));
    }

    /** Disks that were still to come when it was asked for are its own too. */
    @Test
    void aDeletionBehindAChangeTakesWhatThatBrought() throws Exception {
        gate.close("attachDisk");
        Pending<Vm> attached = attach(ANN);
        gate.awaitSomebody();
        Pending<UUID> deleted = kloigos.vms().delete(BOB, vm.vmId(), false);
        assertThat(task(deleted).waitsFor())
                .isEqualTo(new Task.InFront(attached.taskId(), task(attached).detail()));
        gate.open(false);
        ended(deleted);
        assertThat(hypervisors.host("10.0.0.1").volumes("default")).hasSize(1);
        assertThat(hypervisors.host("10.0.0.1").look().domains()).isEmpty();
    }
}
