package io.kloigos.core.project;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.Server;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.disk.DiskRequest;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Projects take no more than their quota and give everything back, whoever asks at the same time and whatever dies. */
class QuotaIT {
    private static final Caller ANN = Caller.of("ann");
    private static final int AT_ONCE = 200;
    private static final int ALLOWED = 40;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors fakes = new FakeHypervisors();
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        FakeHypervisor host = fakes.host("10.0.0.1");
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos = engine();
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
        kloigos.projects().create(ANN, "team-a", "Team A", "");
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private Kloigos engine() {
        return Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), fakes);
    }

    private void quota(Integer cpus, Long memory, Integer vms, Long storage, Integer snapshots, Integer servers) {
        kloigos.projects().setQuota(ANN, "team-a", new QuotaChange(cpus, memory, vms, storage, snapshots, servers));
    }

    private Usage used() {
        return kloigos.projects().get(Scope.EVERYTHING, "team-a").used();
    }

    private static VmRequest request(String name, String project) {
        return new VmRequest("h1", name, 2, 256, "base.qcow2", "default", 1, List.of(), null, Map.of(), project, false);
    }

    private Vm provision(String name) throws Exception {
        return ended(kloigos.vms().provision(ANN, request(name, "team-a")));
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(30, TimeUnit.SECONDS);
    }

    private static void exceeds(String words, org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.QUOTA_EXCEEDED))
                .hasMessageContaining(words);
    }

    /** Asks for VMs from as many threads; tells the errors. */
    private List<ErrorCode> provisionAtOnce() throws Exception {
        ConcurrentLinkedQueue<ErrorCode> refused = new ConcurrentLinkedQueue<>();
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (int i = 0; i < AT_ONCE; i++) {
                String name = "vm-" + i;
                threads.execute(() -> {
                    try {
                        kloigos.vms().provision(ANN, request(name, "team-a"));
                    } catch (KloigosException e) {
                        refused.add(e.code());
                    }
                });
            }
        } finally {
            threads.shutdown();
            assertThat(threads.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        }
        return new ArrayList<>(refused);
    }

    private List<Vm> vms() {
        return kloigos.vms().list(new VmQuery(null, "team-a", null, null, Map.of(), null, 1000));
    }

    private void deleteAll() {
        List<Pending<UUID>> deleted = vms().stream()
                .map(vm -> kloigos.vms().delete(ANN, vm.vmId(), false))
                .toList();
        deleted.forEach(each -> each.result().orTimeout(60, TimeUnit.SECONDS).join());
    }

    private void allMade() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> kloigos
                                .tasks()
                                .list(new io.kloigos.core.task.TaskQuery(null, "vm.provision", null, null, 1000))
                                .stream()
                                .allMatch(task -> task.completedAt() != null));
    }

    @Test
    void twoHundredAtOnceReachTheQuotaExactlyAndGiveAllOfItBackThoughTheEngineDies() throws Exception {
        quota(2 * ALLOWED, 0L, 0, 0L, 0, 0);
        List<ErrorCode> refused = provisionAtOnce();
        assertThat(refused).hasSize(AT_ONCE - ALLOWED).containsOnly(ErrorCode.QUOTA_EXCEEDED);
        assertThat(used()).isEqualTo(new Usage(2 * ALLOWED, 256L * ALLOWED, ALLOWED, 1024L * ALLOWED, 0, 0));
        // in the middle of it
        kloigos.close();
        kloigos = engine();
        allMade();
        assertThat(used()).isEqualTo(new Usage(2 * ALLOWED, 256L * ALLOWED, ALLOWED, 1024L * ALLOWED, 0, 0));
        deleteAll();
        assertThat(used()).isEqualTo(Usage.NOTHING);
    }

    @Test
    void eachLimitIsKept() throws Exception {
        quota(0, 0L, 1, 0L, 0, 0);
        Vm vm = provision("one");
        exceeds("1 of 1 VMs, and this takes 1 more", () -> provision("two"));
        exceeds("VMs", () -> kloigos.clones().clone(ANN, vm.vmId(), new CloneRequest("copy", false)));
        quota(0, 300L, 0, 0L, 0, 0);
        exceeds("256 of 300 MiB of memory, and this takes 256 more", () -> provision("two"));
        quota(3, 0L, 0, 0L, 0, 0);
        exceeds("2 of 3 CPUs", () -> kloigos.vmEdits().resize(ANN, vm.vmId(), 4, 256));
        quota(0, 0L, 0, 1L, 0, 0);
        exceeds("1024 of 1024 MiB of storage", () -> provision("two"));
        quota(0, 0L, 0, 0L, 1, 0);
        ended(kloigos.snapshots().take(ANN, vm.vmId(), new SnapshotRequest("first", null, false)));
        assertThat(used()).isEqualTo(new Usage(2, 256, 1, 1024, 1, 0));
        exceeds(
                "1 of 1 snapshots",
                () -> kloigos.snapshots().take(ANN, vm.vmId(), new SnapshotRequest("second", null, false)));
    }

    @Test
    void aVmThatIsResizedTakesAndGivesBack() throws Exception {
        quota(6, 0L, 0, 0L, 0, 0);
        Vm vm = provision("one");
        ended(kloigos.vmEdits().resize(ANN, vm.vmId(), 4, 512));
        assertThat(used()).isEqualTo(new Usage(4, 512, 1, 1024, 0, 0));
        provision("two");
        exceeds("6 of 6 CPUs", () -> kloigos.vmEdits().resize(ANN, vm.vmId(), 5, 512));
        ended(kloigos.vmEdits().resize(ANN, vm.vmId(), 1, 512));
        assertThat(used()).isEqualTo(new Usage(3, 768, 2, 2048, 0, 0));
    }

    @Test
    void aVmGoesBackOnlyToWhatItsProjectMayHave() throws Exception {
        Vm vm = provision("one");
        UUID id = vm.vmId();
        ended(kloigos.snapshots().take(ANN, id, new SnapshotRequest("small", null, false)));
        ended(kloigos.vmEdits().resize(ANN, id, 4, 512));
        ended(kloigos.disks().grow(ANN, id, "vda", 3));
        ended(kloigos.disks().attach(ANN, id, new DiskRequest("default", null, 2, null, null, "vdb")));
        assertThat(used()).isEqualTo(new Usage(4, 512, 1, 5 * 1024, 1, 0));
        ended(kloigos.snapshots().take(ANN, id, new SnapshotRequest("large", null, false)));
        ended(kloigos.disks().detach(ANN, id, "vdb", VmDisks.KEEP));
        ended(revert(id, "small"));
        assertThat(used()).isEqualTo(new Usage(2, 256, 1, 1024, 2, 0));

        quota(3, 0L, 0, 0L, 0, 0);
        exceeds("2 of 3 CPUs, and this takes 2 more", () -> revert(id, "large"));
        quota(0, 511L, 0, 0L, 0, 0);
        exceeds("256 of 511 MiB of memory, and this takes 256 more", () -> revert(id, "large"));
        quota(0, 0L, 0, 4L, 0, 0);
        exceeds("1024 of 4096 MiB of storage, and this takes 4096 more", () -> revert(id, "large"));
        assertThat(used()).isEqualTo(new Usage(2, 256, 1, 1024, 2, 0));
        quota(4, 512L, 1, 5L, 2, 0);
        ended(revert(id, "large"));
        assertThat(used()).isEqualTo(new Usage(4, 512, 1, 5 * 1024, 2, 0));
    }

    private Pending<Vm> revert(UUID vm, String snapshot) {
        return kloigos.snapshots().revert(ANN, vm, VmSnapshot.id(vm, snapshot));
    }

    @Test
    void whatCouldNotBeMadeIsGivenBack() throws Exception {
        quota(2, 0L, 0, 0L, 0, 0);
        VmRequest impossible = new VmRequest(
                "h1", "bad", 2, 256, "none.qcow2", "default", null, List.of(), null, Map.of(), "team-a", false);
        Pending<Vm> made = kloigos.vms().provision(ANN, impossible);
        assertThatThrownBy(() -> made.result().orTimeout(30, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class);
        assertThat(used()).isEqualTo(Usage.NOTHING);
        provision("good");
    }

    @Test
    void aVmThatMovesTakesFromTheOtherProject() throws Exception {
        quota(2, 0L, 0, 0L, 0, 0);
        Vm stays = provision("stays");
        Vm moves = ended(kloigos.vms().provision(ANN, request("moves", null)));
        exceeds("2 of 2 CPUs", () -> kloigos.vmEdits().giveTo(ANN, moves.vmId(), "team-a"));
        ended(kloigos.vmEdits().giveTo(ANN, stays.vmId(), null));
        assertThat(used()).isEqualTo(Usage.NOTHING);
        Vm moved = ended(kloigos.vmEdits().giveTo(ANN, moves.vmId(), "team-a"));
        assertThat(moved.projectId()).isEqualTo("team-a");
        assertThat(used()).isEqualTo(new Usage(2, 256, 1, 1024, 0, 0));
        assertThatThrownBy(() -> kloigos.vmEdits().giveTo(ANN, moves.vmId(), "nobody"))
                .hasMessage("There is no project nobody.");
    }

    @Test
    void claimedServersCountUntilTheyAreGivenBack() {
        kloigos.servers()
                .importAll(ANN, List.of(Server.free("srv1_n0", "10.0.1.1", 0), Server.free("srv1_n1", "10.0.1.1", 1)));
        quota(0, 0L, 0, 0L, 0, 1);
        Claim claim = Claim.of("peru").withProject("team-a");
        Server server = kloigos.servers().claim(ANN, claim).join().get(0);
        assertThat(used()).isEqualTo(Usage.ofServers(1));
        exceeds("1 of 1 claimed servers", () -> kloigos.servers().claim(ANN, claim));
        kloigos.servers().claim(ANN, Claim.of("chile")).join();
        kloigos.servers().release(ANN, server.hostname());
        assertThat(used()).isEqualTo(Usage.NOTHING);
        assertThatThrownBy(() -> kloigos.servers().claim(ANN, Claim.of("peru").withProject("nobody")))
                .hasMessage("There is no project nobody.");
    }

    @Test
    void aMemberOfOneProjectSeesAndMakesNothingOfAnother() throws Exception {
        kloigos.projects().create(ANN, "team-b", "Team B", "");
        Vm vm = provision("one");
        Scope other = Scope.of(java.util.Set.of("team-b"));
        Caller bob = Caller.of("bob").within(other);
        VmQuery all = new VmQuery(null, null, null, null, Map.of(), null, 10);
        assertThat(kloigos.vms().list(all)).containsExactly(kloigos.vms().get(vm.vmId()));
        assertThat(kloigos.vms().list(all.within(other))).isEmpty();
        assertThat(kloigos.vms().list(all.within(Scope.NOTHING))).isEmpty();
        assertThat(kloigos.projects().list(other, null, 10))
                .extracting(Project::name)
                .containsExactly("Team B");
        assertThatThrownBy(() -> kloigos.projects().get(other, "team-a")).hasMessage("There is no project team-a.");
        assertThatThrownBy(() -> kloigos.vms().provision(bob, request("two", "team-a")))
                .hasMessage("There is no project team-a.");
        assertThatThrownBy(() -> kloigos.vms().provision(bob, request("two", null)))
                .hasMessage("You may do this in projects only. Name one as project_id: team-b.");
        assertThatThrownBy(() -> kloigos.vms().provision(bob, request("two", "team-b")))
                .hasMessageContaining("Volume base.qcow2 may belong to somebody else.");
        assertThatThrownBy(() -> kloigos.vmEdits().giveTo(bob, vm.vmId(), null))
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.FORBIDDEN));
    }

    @Test
    void aProjectIsRemovedOnceNothingBelongsToIt() throws Exception {
        Vm vm = provision("one");
        assertThatThrownBy(() -> kloigos.projects().delete(ANN, "team-a")).hasMessageContaining("has VMs");
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        kloigos.projects().delete(ANN, "team-a");
        assertThat(kloigos.projects().list(Scope.EVERYTHING, null, 10)).isEmpty();
        assertThatThrownBy(() -> provision("two")).hasMessage("There is no project team-a.");
    }

    @Test
    void aNameIsGivenOnce() {
        assertThatThrownBy(() -> kloigos.projects().create(ANN, null, "Team A", ""))
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        failure -> assertThat(failure.code()).isEqualTo(ErrorCode.CONFLICT));
    }
}
