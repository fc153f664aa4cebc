package io.kloigos.core.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.task.Pending;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.disk.DiskRequest;
import io.kloigos.core.vm.migration.MigrationRequest;
import io.kloigos.core.vm.nic.NicRequest;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What can be done with a VM that is there, on a host in memory, recorded in a real MariaDB. */
class VmVerbsIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors fakes = new FakeHypervisors();
    private final FailingHypervisors hypervisors = new FailingHypervisors(fakes);
    private final FakeHypervisor host = fakes.host("10.0.0.1");
    private Kloigos kloigos;
    private UUID vmId;

    @BeforeEach
    void open() throws Exception {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors.hosts());
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        register("h1", "10.0.0.1");
        vmId = ended(kloigos.vms().provision(ANN, request("web-01"))).vmId();
    }

    private void register(String id, String address) {
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                id,
                                id,
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

    @AfterEach
    void close() {
        kloigos.close();
    }

    private static VmRequest request(String name) {
        return new VmRequest(
                "h1", name, 2, 256, "base.qcow2", "default", null, List.of(), null, Map.of("tier", "web"), null, true);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private static KloigosException failure(Pending<?> pending) {
        try {
            pending.result().orTimeout(20, TimeUnit.SECONDS).join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return (KloigosException) e.getCause();
        }
    }

    private static void conflicts(String words, Pending<?> pending) {
        KloigosException failure = failure(pending);
        assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT);
        assertThat(failure).hasMessageContaining(words);
    }

    private Vm vm() {
        return kloigos.vms().get(vmId);
    }

    private Domain domain() {
        return host.domain(vmId).orElseThrow();
    }

    private Vm act(VmAction action) throws Exception {
        return ended(kloigos.vms().act(ANN, vmId, action, Duration.ofSeconds(5)));
    }

    /** The host has what is wanted, and bears the mark that says so. */
    private void assertInStep() {
        assertThat(Drift.of(vm())).isEmpty();
        assertThat(domain().stamp()).isEqualTo(vm().stamp());
    }

    private void stop() throws Exception {
        act(VmAction.FORCE_STOP);
    }

    @Test
    void powerFollowsEachAction() throws Exception {
        assertThat(act(VmAction.PAUSE).powerState()).isEqualTo(PowerState.PAUSED);
        assertThat(act(VmAction.RESUME).powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(act(VmAction.REBOOT).powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(act(VmAction.RESET).powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(act(VmAction.SUSPEND_TO_DISK).powerState()).isEqualTo(PowerState.STOPPED);
        conflicts("start it first", kloigos.vms().act(ANN, vmId, VmAction.PAUSE, Duration.ofSeconds(5)));
    }

    @Test
    void sizeChangesHereAndOnTheHost() throws Exception {
        Vm resized = ended(kloigos.vmEdits().resize(ANN, vmId, 4, 512));
        assertThat(resized.cpuCores()).isEqualTo(4);
        assertThat(resized.memoryMb()).isEqualTo(512);
        assertThat(resized.restartRequired()).isFalse();
        assertThat(domain().cpuCores()).isEqualTo(4);
        assertInStep();
        assertThatThrownBy(() -> kloigos.vmEdits().resize(ANN, vmId, 0, 1)).hasMessageContaining("cpu_cores");
    }

    @Test
    void whatIsSaidOfAVmStandsOnItsDomainToo() throws Exception {
        Vm labelled = ended(kloigos.vmEdits().setMetadata(ANN, vmId, Map.of("tier", "db"), null));
        assertThat(labelled.labels()).isEqualTo(Map.of("tier", "db"));
        assertThat(domain().stamp().labels()).isEqualTo(Map.of("tier", "db"));
        ended(kloigos.vmEdits().setMetadata(ANN, vmId, null, Map.of("owner", "ann")));
        assertThat(vm().labels()).isEqualTo(Map.of("tier", "db"));
        assertThat(vm().annotations()).isEqualTo(Map.of("owner", "ann"));
        assertInStep();
    }

    @Test
    void aVmIsRenamedWhileItIsStoppedOnly() throws Exception {
        VmEdit rename = new VmEdit("web-02", null, null, null);
        conflicts("stop it to rename it", kloigos.vmEdits().edit(ANN, vmId, rename));
        assertThat(vm().name()).isEqualTo("web-01");
        stop();
        assertThat(ended(kloigos.vmEdits().edit(ANN, vmId, rename)).name()).isEqualTo("web-02");
        assertThat(domain().name()).isEqualTo("web-02");
        assertInStep();
        ended(kloigos.vms().provision(ANN, request("web-01")));
        assertThatThrownBy(() -> kloigos.vmEdits().edit(ANN, vmId, new VmEdit("web-01", null, null, null)))
                .hasMessageContaining("There is a VM web-01");
    }

    @Test
    void aProtectedVmIsDeletedOnlyOnceItIsNotAnyMore() throws Exception {
        Vm edited = ended(kloigos.vmEdits().edit(ANN, vmId, new VmEdit(null, true, true, "the shop")));
        assertThat(edited.description()).isEqualTo("the shop");
        assertThat(domain().autostart()).isTrue();
        assertInStep();
        assertThatThrownBy(() -> kloigos.vms().delete(ANN, vmId, false)).hasMessageContaining("is protected");
        ended(kloigos.vmEdits().edit(ANN, vmId, new VmEdit(null, null, false, "")));
        assertThat(vm().description()).isNull();
        ended(kloigos.vms().delete(ANN, vmId, VmDisks.DELETE, Duration.ofSeconds(5)));
        assertThat(host.look().domains()).isEmpty();
    }

    @Test
    void aGuestThatDoesNotShutDownIsNotDeletedGracefully() {
        host.guestsObey(false);
        conflicts("was not deleted", kloigos.vms().delete(ANN, vmId, VmDisks.DELETE, Duration.ofMillis(50)));
        assertThat(vm().phase()).isEqualTo(VmPhase.ACTIVE);
        assertThat(domain().state()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void whatSomethingIsBuiltOnIsNotDeleted() throws Exception {
        host.createVolume(new VolumeSpec("default", "clone.qcow2", VolumeFormat.QCOW2, 1 << 20, VmVolumes.root(vmId)));
        conflicts("clone.qcow2", kloigos.vms().delete(ANN, vmId, false));
        assertThat(domain().state()).isEqualTo(PowerState.RUNNING);
        ended(kloigos.vms().delete(ANN, vmId, true));
        assertThat(host.volume("default", VmVolumes.root(vmId))).isPresent();
    }

    @Test
    void theDisksOfADeletedVmWaitInTheTrashAndAreBroughtBack() throws Exception {
        ended(kloigos.disks().attach(ANN, vmId, newDisk("vdb")));
        String root = VmVolumes.root(vmId);
        ended(kloigos.vms().delete(ANN, vmId, VmDisks.TRASH, null));
        assertThat(host.look().domains()).isEmpty();
        List<Trashed> trash = kloigos.trash().list();
        assertThat(trash).extracting(Trashed::volume).hasSize(2).contains(root);
        assertThat(trash).allSatisfy(each -> {
            assertThat(each.deletedBy()).isEqualTo("ann");
            assertThat(each.sizeBytes())
                    .isEqualTo(
                            host.volume("default", each.volume()).orElseThrow().allocationBytes());
            assertThat(Duration.between(each.deletedAt(), each.expiresAt())).isEqualTo(Duration.ofHours(24));
        });
        assertThat(host.volume("default", VmVolumes.seed(vmId))).isEmpty();

        Trashed first = trash.stream()
                .filter(each -> each.volume().equals(root))
                .findFirst()
                .orElseThrow();
        kloigos.trash().restore(ANN, first.trashId());
        UUID heir = ended(kloigos.vms().provision(ANN, request("heir"))).vmId();
        ended(kloigos.disks().attach(ANN, heir, new DiskRequest("default", root, null, null, null, "vdb")));
        assertThat(host.domain(heir).orElseThrow().disks())
                .extracting(Domain.Disk::source)
                .contains(host.volume("default", root).orElseThrow().path());
        kloigos.trash()
                .list()
                .forEach(each ->
                        kloigos.trash().remove(ANN, each.trashId()).result().join());
        assertThat(host.volumes("default"))
                .extracting(Volume::name)
                .contains(root)
                .hasSize(4);
    }

    @Test
    void withoutATrashTheDisksOfADeletedVmAreGone() throws Exception {
        kloigos.close();
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ZERO, false)),
                hypervisors.hosts());
        Awaitility.await().until(() -> kloigos.hosts().get("h1").isReachable());
        ended(kloigos.vms().delete(ANN, vmId, VmDisks.TRASH, null));
        assertThat(kloigos.trash().list()).isEmpty();
        assertThat(host.volumes("default")).extracting(Volume::name).containsExactly("base.qcow2");
    }

    @Test
    void aLinkedCloneSharesWhatTheVmHeldAndNeitherSeesTheOther() throws Exception {
        ended(kloigos.disks().attach(ANN, vmId, newDisk("vdb")));
        conflicts("stop it before it is cloned", kloigos.clones().clone(ANN, vmId, linked("early")));
        stop();
        Vm clone = ended(kloigos.clones().clone(ANN, vmId, linked("web-02")));
        assertThat(Drift.of(clone)).isEmpty();
        assertInStep();
        String base = host.volume("default", VmVolumes.root(vmId)).orElseThrow().path();
        assertThat(host.volumes("default"))
                .filteredOn(volume -> base.equals(volume.backingPath()))
                .hasSize(2)
                .allSatisfy(overlay -> assertThat(host.look().domains())
                        .filteredOn(each -> each.disks().stream()
                                .anyMatch(disk -> overlay.path().equals(disk.source())))
                        .hasSize(1));
        assertThat(host.named(List.of(base))).isEmpty();
        conflicts(
                "a VM of the CMDB has it",
                kloigos.volumes().delete(ANN, new VolumeId("h1", "default", VmVolumes.root(vmId)), true));
        conflicts("is built on. Delete that first", kloigos.vms().delete(ANN, vmId, VmDisks.TRASH, null));

        Vm second = ended(kloigos.clones().clone(ANN, vmId, linked("web-03")));
        ended(kloigos.vms().delete(ANN, second.vmId(), VmDisks.DELETE, null));
        ended(kloigos.vms().delete(ANN, clone.vmId(), VmDisks.DELETE, null));
        ended(kloigos.vms().delete(ANN, vmId, VmDisks.DELETE, null));
        assertThat(host.volumes("default")).extracting(Volume::name).containsExactly("base.qcow2");
    }

    private static CloneRequest linked(String name) {
        return new CloneRequest(name, false, true);
    }

    @Test
    void aVmWithSnapshotsHasNoLinkedClones() throws Exception {
        host.addPool("fast");
        kloigos.hosts().refresh("h1");
        ended(kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("before", null, null)));
        stop();
        conflicts("has snapshots", kloigos.clones().clone(ANN, vmId, linked("web-02")));
        conflicts("has 1 snapshots", kloigos.disks().move(ANN, vmId, "vda", "fast"));
    }

    @Test
    void aDiskMovesBetweenPoolsAndIsInOneOfThem() throws Exception {
        host.addPool("fast");
        kloigos.hosts().refresh("h1");
        host.upload("default", VmVolumes.root(vmId), Content.of(new byte[] {1, 2, 3}));
        for (String pool : List.of("fast", "default")) {
            Vm moved = ended(kloigos.disks().move(ANN, vmId, "vda", pool));
            assertThat(host.content(pool, VmVolumes.root(vmId))).containsExactly(1, 2, 3);
            assertThat(host.look().volumes())
                    .filteredOn(volume -> volume.name().equals(VmVolumes.root(vmId)))
                    .hasSize(1)
                    .allMatch(volume -> volume.pool().equals(pool));
            assertThat(moved.requireSpec().disks().get(0).pool()).isEqualTo(pool);
            assertInStep();
            stop();
        }
        assertThatThrownBy(() -> kloigos.disks().move(ANN, vmId, "vda", "default"))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> kloigos.disks().move(ANN, vmId, "vda", "gone")).hasMessageContaining("storage pool");
        assertThatThrownBy(() -> kloigos.disks().move(ANN, vmId, "vdz", "fast")).hasMessageContaining("vdz");
        host.createVolume(new VolumeSpec("default", "over", VolumeFormat.QCOW2, 1 << 20, VmVolumes.root(vmId)));
        conflicts("is what over is built on", kloigos.disks().move(ANN, vmId, "vda", "fast"));
        host.deleteVolume("default", "over");
        ended(kloigos.disks().move(ANN, vmId, "vda", "fast"));
        ended(kloigos.vms().delete(ANN, vmId, VmDisks.DELETE, null));
        assertThat(host.look().volumes()).extracting(Volume::name).containsExactly("base.qcow2");
    }

    private DiskRequest newDisk(String target) {
        return new DiskRequest("default", null, 1, null, null, target);
    }

    @Test
    void aDiskIsPluggedInGrownAndUnpluggedAgain() throws Exception {
        HostView before = host.look();
        Vm with = ended(kloigos.disks().attach(ANN, vmId, newDisk(null)));
        VmSpec.Disk disk = with.spec().disks().get(2);
        assertThat(disk.target()).isEqualTo("vdb");
        assertThat(domain().disks())
                .contains(new Domain.Disk(
                        "vdb",
                        "disk",
                        "qcow2",
                        host.volume("default", disk.volume()).orElseThrow().path()));
        assertInStep();
        assertThatThrownBy(() -> kloigos.disks().attach(ANN, vmId, newDisk("vdb")))
                .hasMessageContaining("has a disk vdb already");
        ended(kloigos.disks().grow(ANN, vmId, "vdb", 3));
        assertThat(host.volume("default", disk.volume()).map(Volume::capacityBytes))
                .contains(3L << 30);
        assertThat(vm().spec().disks().get(2).sizeBytes()).isEqualTo(3L << 30);
        assertThat(failure(kloigos.disks().grow(ANN, vmId, "vdb", 2)).code()).isEqualTo(ErrorCode.INVALID);
        assertThatThrownBy(() -> kloigos.disks().detach(ANN, vmId, "vdz", VmDisks.KEEP))
                .hasMessageContaining("vdz");
        ended(kloigos.disks().detach(ANN, vmId, "vdb", VmDisks.DELETE));
        assertInStep();
        assertThat(host.look().volumes()).isEqualTo(before.volumes());
        assertThat(domain().disks()).isEqualTo(before.domains().get(0).disks());
    }

    @Test
    void aVolumeThatIsThereIsPluggedInOnceAndNeverDeleted() throws Exception {
        host.createVolume(new VolumeSpec("default", "data.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos.hosts().refresh("h1");
        DiskRequest data = new DiskRequest("default", "data.qcow2", null, null, null, null);
        ended(kloigos.disks().attach(ANN, vmId, data));
        conflicts("is used by another domain", kloigos.disks().attach(ANN, vmId, data));
        conflicts(
                "is built on",
                kloigos.disks().attach(ANN, vmId, new DiskRequest("default", "base.qcow2", null, null, null, null)));
        ended(kloigos.disks().detach(ANN, vmId, "vdb", VmDisks.DELETE));
        assertThat(host.volume("default", "data.qcow2")).isPresent();
    }

    @Test
    void aMediumIsTakenOutAndPutIn() throws Exception {
        Vm without = ended(kloigos.disks().changeMedium(ANN, vmId, null, "default", null));
        assertThat(without.spec().disks().get(1).volume()).isNull();
        assertThat(domain().disks().get(1).source()).isNull();
        assertInStep();
        ended(kloigos.disks().changeMedium(ANN, vmId, null, "default", VmVolumes.seed(vmId)));
        assertInStep();
        assertThat(failure(kloigos.disks().changeMedium(ANN, vmId, null, "default", "none.iso"))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThatThrownBy(() -> kloigos.disks().changeMedium(ANN, vmId, "hdz", "default", null))
                .hasMessageContaining("no CD-ROM drive hdz");
    }

    @Test
    void anInterfaceIsPluggedInAndUnplugged() throws Exception {
        NicRequest nic = new NicRequest("default", NicModel.E1000, "52:54:00:AA:00:01");
        Vm with = ended(kloigos.nics().attach(ANN, vmId, nic));
        assertThat(with.spec().nics()).hasSize(2);
        assertThat(domain().nics()).contains(new Domain.Nic("default", "52:54:00:aa:00:01"));
        assertInStep();
        assertThatThrownBy(() -> kloigos.nics().attach(ANN, vmId, nic)).hasMessageContaining("already");
        assertThat(failure(kloigos.nics().attach(ANN, vmId, new NicRequest("none", null, null)))
                        .code())
                .isEqualTo(ErrorCode.NOT_FOUND);
        ended(kloigos.nics().detach(ANN, vmId, "52:54:00:aa:00:01"));
        assertThat(domain().nics()).hasSize(1);
        assertInStep();
    }

    private VmSnapshot take(String name) throws Exception {
        return ended(kloigos.snapshots().take(ANN, vmId, new SnapshotRequest(name, null, null)));
    }

    @Test
    void aVmGoesBackToASnapshotWithAllThatItWasMadeOf() throws Exception {
        VmSnapshot small = take("small");
        assertThat(small.snapshot().memory()).isTrue();
        ended(kloigos.vmEdits().resize(ANN, vmId, 4, 512));
        ended(kloigos.disks().attach(ANN, vmId, newDisk(null)));
        stop();
        Vm back = ended(kloigos.snapshots().revert(ANN, vmId, small.snapshotId()));
        assertThat(back.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(back.cpuCores()).isEqualTo(2);
        assertThat(back.spec().disks()).hasSize(2);
        assertInStep();
        take("second");
        ended(kloigos.snapshots().delete(ANN, vmId, small.snapshotId()));
        assertThat(kloigos.snapshots().list(vmId))
                .extracting(
                        each -> each.snapshot().name(), each -> each.snapshot().parent())
                .containsExactly(org.assertj.core.groups.Tuple.tuple("second", null));
        assertThatThrownBy(() -> kloigos.snapshots().revert(ANN, vmId, small.snapshotId()))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void snapshotsThatCannotBeAreRefused() throws Exception {
        take("one");
        conflicts(
                "has a snapshot one already",
                kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("one", null, null)));
        conflicts("Stop it first", kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("two", null, false)));
        stop();
        conflicts("no memory", kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("two", null, true)));
        assertThat(kloigos.snapshots().list(vmId)).hasSize(1);
    }

    @Test
    void changesFollowEachOtherAlsoBehindOneThatFails() throws Exception {
        host.guestsObey(false);
        Pending<Vm> first = kloigos.vms().act(ANN, vmId, VmAction.STOP, Duration.ofMillis(500));
        Pending<Vm> second = kloigos.vmEdits().resize(ANN, vmId, 3, 256);
        Pending<Vm> third = kloigos.vmEdits().resize(ANN, vmId, 4, 256);
        conflicts("did not shut down", first);
        assertThat(ended(second).cpuCores()).isEqualTo(3);
        assertThat(ended(third).cpuCores()).isEqualTo(4);
        assertThat(domain().cpuCores()).isEqualTo(4);
    }

    /** What a failed change must leave as it was; the mark may be of a newer generation, and its record with it. */
    private Object picture() {
        Vm vm = vm();
        Domain domain = domain();
        Stamp stamp = domain.stamp();
        return List.of(
                vm.wanted(),
                domain.name(),
                domain.state(),
                domain.now(),
                domain.next(),
                domain.autostart(),
                stamp.withGeneration(0),
                vm.generation() - stamp.generation(),
                host.look().volumes(),
                host.look().snapshots());
    }

    /**
     * Fails each change on the host in turn, once before it has an effect and once after, until there is none left.
     *
     * @param back takes the verb back once it has succeeded
     */
    private void assertTakenBack(Supplier<Pending<?>> verb, Supplier<Pending<?>> back) throws Exception {
        kloigos.hosts().refresh("h1");
        Object before = picture();
        for (boolean after : new boolean[] {false, true}) {
            int failures = 0;
            while (fails(verb, failures, after)) {
                kloigos.hosts().refresh("h1");
                assertThat(picture())
                        .as("change %s failed %s its effect", failures, after ? "after" : "before")
                        .isEqualTo(before);
                assertThat(Drift.of(vm())).isEmpty();
                failures++;
            }
            assertThat(failures).isPositive();
            ended(back.get());
        }
    }

    private boolean fails(Supplier<Pending<?>> verb, int change, boolean after) throws Exception {
        hypervisors.failChange(change, after);
        try {
            ended(verb.get());
            return false;
        } catch (ExecutionException e) {
            assertThat(e).hasMessageContaining(FailingHypervisors.SENTENCE);
            return true;
        } finally {
            hypervisors.failNone();
        }
    }

    @Test
    void aFailedResizeLeavesNothing() throws Exception {
        assertTakenBack(
                () -> kloigos.vmEdits().resize(ANN, vmId, 4, 512),
                () -> kloigos.vmEdits().resize(ANN, vmId, 2, 256));
    }

    @Test
    void aFailedEditLeavesNothing() throws Exception {
        stop();
        assertTakenBack(
                () -> kloigos.vmEdits().edit(ANN, vmId, new VmEdit("web-09", true, true, "x")),
                () -> kloigos.vmEdits().edit(ANN, vmId, new VmEdit("web-01", false, false, "")));
    }

    @Test
    void aFailedAttachmentLeavesNothing() throws Exception {
        assertTakenBack(
                () -> kloigos.disks().attach(ANN, vmId, newDisk("vdb")),
                () -> kloigos.disks().detach(ANN, vmId, "vdb", VmDisks.DELETE));
    }

    @Test
    void aFailedDetachmentLeavesTheDiskInPlace() throws Exception {
        host.createVolume(new VolumeSpec("default", "data.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos.hosts().refresh("h1");
        DiskRequest data = new DiskRequest("default", "data.qcow2", null, null, null, "vdb");
        ended(kloigos.disks().attach(ANN, vmId, data));
        assertTakenBack(
                () -> kloigos.disks().detach(ANN, vmId, "vdb", VmDisks.KEEP),
                () -> kloigos.disks().attach(ANN, vmId, data));
    }

    @Test
    void aFailedInterfaceLeavesNothing() throws Exception {
        NicRequest nic = new NicRequest("default", null, "52:54:00:aa:00:01");
        assertTakenBack(
                () -> kloigos.nics().attach(ANN, vmId, nic),
                () -> kloigos.nics().detach(ANN, vmId, "52:54:00:aa:00:01"));
    }

    @Test
    void aFailedChangeOfMediumLeavesTheOldOne() throws Exception {
        // once changed, the drive is known by its name
        ended(kloigos.disks().changeMedium(ANN, vmId, null, "default", null));
        ended(kloigos.disks().changeMedium(ANN, vmId, null, "default", VmVolumes.seed(vmId)));
        assertTakenBack(
                () -> kloigos.disks().changeMedium(ANN, vmId, null, "default", null),
                () -> kloigos.disks().changeMedium(ANN, vmId, null, "default", VmVolumes.seed(vmId)));
    }

    @Test
    void aFailedSnapshotLeavesNothing() throws Exception {
        assertTakenBack(
                () -> kloigos.snapshots().take(ANN, vmId, new SnapshotRequest("one", null, null)),
                () -> kloigos.snapshots().delete(ANN, vmId, VmSnapshot.id(vmId, "one")));
    }

    private FakeHypervisor secondHost() {
        FakeHypervisor second = fakes.host("10.0.0.2");
        second.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        register("h2", "10.0.0.2");
        return second;
    }

    private Pending<Vm> move(String target) {
        return kloigos.migrations().migrate(ANN, vmId, new MigrationRequest(target, null, null));
    }

    @Test
    void aVmMovesWithItsDisksRunningAndStopped() throws Exception {
        FakeHypervisor second = secondHost();
        HostView empty = second.look();
        HostView full = host.look();
        Vm there = ended(move("h2"));
        assertThat(there.hostId()).isEqualTo("h2");
        assertThat(there.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(second.look().domains()).isEqualTo(full.domains());
        assertThat(second.look().volumes()).isEqualTo(full.volumes());
        assertThat(host.look().domains()).isEmpty();
        assertThat(host.look().volumes()).isEqualTo(empty.volumes());
        stop();
        assertThat(ended(move("h1")).hostId()).isEqualTo("h1");
        assertThat(domain().state()).isEqualTo(PowerState.STOPPED);
        assertThat(second.look()).isEqualTo(empty);
        assertInStep();
    }

    @Test
    void whatStandsInTheWayOfAMoveIsSaidBeforeAnythingIsTouched() throws Exception {
        FakeHypervisor second = secondHost();
        HostView before = second.look();
        assertThatThrownBy(() -> move("h1")).hasMessageContaining("is on h1 already");
        assertThatThrownBy(() -> move("h3")).hasMessageContaining("h3");
        conflicts("stop it first", kloigos.migrations().migrate(ANN, vmId, new MigrationRequest("h2", false, null)));
        conflicts("has not", kloigos.migrations().migrate(ANN, vmId, new MigrationRequest("h2", true, false)));
        second.cpuFeatures("sse");
        conflicts("the CPU of host h2 lacks sse2", move("h2"));
        second.cpuFeatures("sse", "sse2");
        second.deleteVolume("default", "base.qcow2");
        conflicts("Load that image there first", move("h2"));
        second.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        take("one");
        conflicts("delete them first", move("h2"));
        assertThat(second.look()).isEqualTo(before);
        assertThat(vm().hostId()).isEqualTo("h1");
    }

    /** Fails each change in turn: the VM is on one host, its record says on which, and the other one has nothing of it. */
    private void assertOnOneHost(FakeHypervisor second) throws Exception {
        for (boolean after : new boolean[] {false, true}) {
            int failures = 0;
            String target = "h2";
            while (fails(moveTo(target), failures, after)) {
                kloigos.hosts().refresh("h1");
                kloigos.hosts().refresh("h2");
                FakeHypervisor here = vm().hostId().equals("h1") ? host : second;
                FakeHypervisor other = here == host ? second : host;
                assertThat(here.domain(vmId)).as("change %s", failures).isPresent();
                assertThat(other.domain(vmId)).as("change %s", failures).isEmpty();
                assertThat(here.volume("default", VmVolumes.root(vmId))).isPresent();
                assertThat(Drift.of(vm())).isEmpty();
                if (vm().hostId().equals(target)) {
                    break;
                }
                assertThat(other.volume("default", VmVolumes.root(vmId))).isEmpty();
                assertThat(other.volume("default", VmVolumes.seed(vmId))).isEmpty();
                failures++;
            }
            assertThat(failures).isPositive();
            clear(second);
        }
    }

    private Supplier<Pending<?>> moveTo(String target) {
        return () -> move(target);
    }

    /** Brings the VM back to the first host, and its leftovers away. */
    private void clear(FakeHypervisor second) throws Exception {
        FakeHypervisor left = vm().hostId().equals("h2") ? host : second;
        left.deleteVolume("default", VmVolumes.root(vmId));
        left.deleteVolume("default", VmVolumes.seed(vmId));
        if (vm().hostId().equals("h2")) {
            ended(move("h1"));
        }
    }

    @Test
    void aLiveMoveThatFailsLeavesTheVmOnOneHost() throws Exception {
        assertOnOneHost(secondHost());
    }

    @Test
    void aColdMoveThatFailsLeavesTheVmOnOneHost() throws Exception {
        stop();
        assertOnOneHost(secondHost());
    }

    @Test
    void aDryRunNotesEachChangeAndMakesNone() {
        Object before = picture();
        assertThat(kloigos.planner()
                        .plan(ANN, caller -> kloigos.vmEdits().resize(caller, vmId, 4, 512))
                        .toString())
                .contains("amend", "resize-now", "mark");
        assertThat(kloigos.planner()
                        .plan(ANN, caller -> kloigos.disks().attach(caller, vmId, newDisk(null)))
                        .toString())
                .contains("create-volume", "attach-disk", "mark");
        assertThat(kloigos.planner()
                        .plan(
                                ANN,
                                caller -> kloigos.snapshots().take(caller, vmId, new SnapshotRequest("x", null, null)))
                        .toString())
                .contains("create");
        assertThat(picture()).isEqualTo(before);
    }
}
