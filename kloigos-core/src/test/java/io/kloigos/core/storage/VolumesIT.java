package io.kloigos.core.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.backup.Backup;
import io.kloigos.core.backup.RestoreRequest;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Qcow2;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmVolumes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pools, volumes and the trash of a host in memory, with records in a real MariaDB. */
class VolumesIT {
    private static final Caller ANN = Caller.of("ann");
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private final SetClock clock = new SetClock();
    private Kloigos kloigos;

    /** Runs with the system's, some hours ahead. */
    private static final class SetClock extends Clock {
        private volatile Duration ahead = Duration.ZERO;

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
            return Clock.systemUTC().instant().plus(ahead);
        }
    }

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors, clock);
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
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private static VolumeId id(String name) {
        return new VolumeId("h1", "default", name);
    }

    private static VolumeSpec spec(String name, String backing) {
        return new VolumeSpec("default", name, VolumeFormat.QCOW2, 4 * MIB, backing);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private static void fails(ErrorCode code, String why, ThrowingCallable call) {
        assertThatThrownBy(call)
                .extracting(e -> e instanceof CompletionException ? e.getCause() : e)
                .isInstanceOfSatisfying(KloigosException.class, e -> {
                    assertThat(e).hasMessageContaining(why);
                    assertThat(e.code()).isEqualTo(code);
                });
    }

    private static void fails(ErrorCode code, String why, Pending<?> pending) {
        fails(code, why, () -> pending.result().orTimeout(20, TimeUnit.SECONDS).join());
    }

    private List<String> listed() {
        return kloigos.volumes().list("h1", "default").stream()
                .map(Volume::name)
                .toList();
    }

    private void uses(String volume, String device, PowerState state) {
        host.put(new Domain(
                UUID.randomUUID(),
                "wild",
                state,
                true,
                1,
                64,
                List.of(new Domain.Disk("vda", device, "qcow2", "/var/lib/libvirt/default/" + volume)),
                List.of(),
                null,
                false,
                List.of(),
                null));
    }

    @Test
    void aPoolIsMadeUsedAndRemoved() throws Exception {
        PoolSpec spec = new PoolSpec("fast", PoolSpec.Type.DIR, "/srv/fast", null, null, null, null, List.of());
        assertThat(ended(kloigos.pools().create(ANN, "h1", spec, true, true)))
                .returns(true, StoragePool::active)
                .returns(true, StoragePool::autostart)
                .returns("/srv/fast", StoragePool::path);
        fails(ErrorCode.CONFLICT, "already", kloigos.pools().create(ANN, "h1", spec, true, true));
        assertThat(ended(kloigos.pools().act(ANN, "h1", "fast", PoolAction.AUTOSTART_OFF))
                        .autostart())
                .isFalse();
        ended(kloigos.volumes().create(ANN, "h1", new VolumeSpec("fast", "v", VolumeFormat.RAW, MIB, null)));
        String path = host.volume("fast", "v").orElseThrow().path();
        host.put(new Domain(
                UUID.randomUUID(),
                "wild",
                PowerState.STOPPED,
                true,
                1,
                64,
                List.of(new Domain.Disk("sda", "cdrom", "raw", path)),
                List.of(),
                null,
                false,
                List.of(),
                null));
        fails(ErrorCode.CONFLICT, "a domain has it as a disk", kloigos.pools().delete(ANN, "h1", "fast"));
        host.look().domains().forEach(domain -> host.remove(domain.vmId()));
        assertThat(ended(kloigos.pools().delete(ANN, "h1", "fast"))).isEqualTo("fast");
        assertThat(host.storage().pool("fast")).isEmpty();
        fails(ErrorCode.CONFLICT, "images and the disks of VMs", kloigos.pools().delete(ANN, "h1", "default"));
        fails(ErrorCode.NOT_FOUND, "gone", kloigos.pools().act(ANN, "h1", "gone", PoolAction.START));
    }

    @Test
    void whatIsNoPoolIsRefusedBeforeTheHostHearsOfIt() {
        assertThatThrownBy(
                        () -> new PoolSpec("bad", PoolSpec.Type.DIR, "/srv/../etc", null, null, null, null, List.of()))
                .hasMessageContaining("absolute path");
        assertThatThrownBy(() -> new PoolSpec("bad", PoolSpec.Type.NETFS, "/srv", null, null, null, null, List.of()))
                .hasMessageContaining("source_host");
        assertThatThrownBy(() -> new PoolSpec(
                        "bad", PoolSpec.Type.LOGICAL, null, null, null, null, "vg0", List.of("/etc/shadow")))
                .hasMessageContaining("block devices");
    }

    @Test
    void aVolumeIsMadeGrownAndCopied() throws Exception {
        Volume made = ended(kloigos.volumes().create(ANN, "h1", spec("a", null)));
        assertThat(made.capacityBytes()).isEqualTo(4 * MIB);
        fails(ErrorCode.CONFLICT, "already", kloigos.volumes().create(ANN, "h1", spec("a", null)));
        fails(ErrorCode.NOT_FOUND, "missing", kloigos.volumes().create(ANN, "h1", spec("b", "missing")));
        assertThat(ended(kloigos.volumes().resize(ANN, id("a"), 8 * MIB)).capacityBytes())
                .isEqualTo(8 * MIB);
        fails(ErrorCode.CONFLICT, "only grow", kloigos.volumes().resize(ANN, id("a"), MIB));
        assertThat(ended(kloigos.volumes().copy(ANN, id("a"), "c")).name()).isEqualTo("c");
        fails(ErrorCode.CONFLICT, "already", kloigos.volumes().copy(ANN, id("a"), "c"));
        ended(kloigos.volumes().create(ANN, "h1", spec("over", "a")));
        fails(ErrorCode.CONFLICT, "overlays", kloigos.volumes().resize(ANN, id("a"), 16 * MIB));
        uses("c", "disk", PowerState.RUNNING);
        fails(ErrorCode.CONFLICT, "runs on it", kloigos.volumes().copy(ANN, id("c"), "d"));
        fails(ErrorCode.CONFLICT, "runs on it", kloigos.volumes().resize(ANN, id("c"), 16 * MIB));
        assertThat(listed()).containsExactly("a", "c", "over");
    }

    @Test
    void whatSomebodyUsesIsNotDeleted() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("base", null)));
        ended(kloigos.volumes().create(ANN, "h1", spec("over", "base")));
        ended(kloigos.volumes().create(ANN, "h1", spec("iso", null)));
        uses("iso", "cdrom", PowerState.STOPPED);
        fails(ErrorCode.CONFLICT, "overlay", kloigos.volumes().delete(ANN, id("base"), true));
        fails(ErrorCode.CONFLICT, "a domain has it", kloigos.volumes().delete(ANN, id("iso"), false));
        fails(ErrorCode.NOT_FOUND, "gone", kloigos.volumes().delete(ANN, id("gone"), false));
        assertThat(ended(kloigos.volumes().delete(ANN, id("over"), true))).isEmpty();
        assertThat(host.volume("default", "over")).isEmpty();
    }

    @Test
    void aDeletedVolumeWaitsInTheTrashAndIsBroughtBack() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("precious", null)));
        Trashed trashed =
                ended(kloigos.volumes().delete(ANN, id("precious"), false)).orElseThrow();
        assertThat(trashed).returns("ann", Trashed::deletedBy).returns("default/precious", Trashed::place);
        assertThat(Duration.between(trashed.deletedAt(), trashed.expiresAt())).isEqualTo(Duration.ofHours(24));
        assertThat(listed()).isEmpty();
        assertThat(kloigos.trash().list()).containsExactly(trashed);
        assertThat(kloigos.orphans().list("h1").volumes()).isEmpty();
        assertThat(host.volume("default", "precious")).isPresent();
        fails(ErrorCode.CONFLICT, "is in the trash", () -> kloigos.volumes().create(ANN, "h1", spec("precious", null)));
        fails(ErrorCode.CONFLICT, "is in the trash", () -> kloigos.volumes().create(ANN, "h1", spec("x", "precious")));
        fails(ErrorCode.CONFLICT, "is in the trash", () -> kloigos.volumes().delete(ANN, id("precious"), true));
        assertThat(kloigos.trash().restore(ANN, trashed.trashId())).isEqualTo(trashed);
        assertThat(listed()).containsExactly("precious");
        fails(ErrorCode.NOT_FOUND, "trash", () -> kloigos.trash().restore(ANN, trashed.trashId()));
    }

    @Test
    void theTrashIsEmptiedAtItsDeadline() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("old", null)));
        ended(kloigos.volumes().delete(ANN, id("old"), false));
        clock.ahead = Duration.ofHours(25);
        Awaitility.await().untilAsserted(() -> {
            assertThat(kloigos.trash().list()).isEmpty();
            assertThat(host.volume("default", "old")).isEmpty();
        });
    }

    @Test
    void whatIsUsedAgainIsNotDeletedFromTheTrash() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("used", null)));
        Trashed trashed =
                ended(kloigos.volumes().delete(ANN, id("used"), false)).orElseThrow();
        uses("used", "disk", PowerState.STOPPED);
        fails(ErrorCode.CONFLICT, "a domain has it", kloigos.trash().remove(ANN, trashed.trashId()));
        assertThat(host.volume("default", "used")).isPresent();
        host.look().domains().forEach(domain -> host.remove(domain.vmId()));
        ended(kloigos.trash().remove(ANN, trashed.trashId()));
        assertThat(host.volume("default", "used")).isEmpty();
        assertThat(kloigos.trash().list()).isEmpty();
    }

    @Test
    void contentGoesInAndOut() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("disk", null)));
        byte[] bytes = Qcow2.file(4 * MIB, 500_000);
        kloigos.volumes().write(ANN, id("disk"), Content.of(bytes));
        assertThat(kloigos.volumes().content(id("disk")).open().readAllBytes()).isEqualTo(bytes);
        fails(
                ErrorCode.INVALID,
                "overlay",
                () -> kloigos.volumes().write(ANN, id("disk"), Content.of(Qcow2.with(8, 512))));
        fails(
                ErrorCode.INVALID,
                "resize it first",
                () -> kloigos.volumes().write(ANN, id("disk"), Content.of(new byte[(int) (30 * MIB)])));
        uses("disk", "disk", PowerState.RUNNING);
        fails(ErrorCode.CONFLICT, "a domain has it", () -> kloigos.volumes().write(ANN, id("disk"), Content.of(bytes)));
        assertThat(host.content("default", "disk")).isEqualTo(bytes);
    }

    @Test
    void aBackupIsKeptUntilItIsDeletedAndNobodyUsesIt() throws Exception {
        host.createVolume(spec("base", null));
        Vm vm = ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1", "web", 1, 64, "base", "default", null, List.of(), null, Map.of(), null, true)));
        Backup backup = ended(kloigos.backups().make(ANN, vm.vmId(), "default", "before the upgrade"));
        assertThat(backup)
                .returns(Backup.Status.AVAILABLE, Backup::status)
                .returns("web", Backup::vmName)
                .returns("ann", Backup::createdBy);
        String copy = backup.volumes().get(0).volume();
        assertThat(host.volume("default", copy)).get().returns(null, Volume::backingPath);
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        assertThat(kloigos.backups().ofVm(vm.vmId())).containsExactly(backup);
        assertThat(kloigos.orphans().list("h1").volumes())
                .extracting(orphan -> orphan.volume().name())
                .doesNotContain(copy);
        uses(copy, "disk", PowerState.STOPPED);
        fails(ErrorCode.CONFLICT, "a domain has it", kloigos.backups().delete(ANN, backup.backupId()));
        host.look().domains().forEach(domain -> host.remove(domain.vmId()));
        ended(kloigos.backups().delete(ANN, backup.backupId()));
        assertThat(host.volume("default", copy)).isEmpty();
        assertThat(kloigos.backups().list()).isEmpty();
    }

    private Vm vmOn(String base) throws Exception {
        host.createVolume(spec(base, null));
        return ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1",
                                "web",
                                1,
                                64,
                                base,
                                "default",
                                null,
                                List.of(),
                                null,
                                Map.of("tier", "web"),
                                null,
                                true)));
    }

    @Test
    void aVmIsMadeFromABackupOfOneThatIsGone() throws Exception {
        Vm vm = vmOn("base");
        host.upload("default", VmVolumes.root(vm.vmId()), Content.of(new byte[] {1, 2, 3}));
        Backup backup = ended(kloigos.backups().make(ANN, vm.vmId(), "default", "nightly"));
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        Vm restored = ended(kloigos.backups().restore(ANN, backup.backupId(), RestoreRequest.as("web-again", true)));
        assertThat(restored)
                .returns("web-again", Vm::name)
                .returns(vm.cpuCores(), Vm::cpuCores)
                .returns(vm.memoryMb(), Vm::memoryMb)
                .returns(vm.labels(), Vm::labels)
                .returns(PowerState.RUNNING, Vm::powerState);
        assertThat(host.content("default", VmVolumes.root(restored.vmId()))).containsExactly(1, 2, 3);
        assertThat(host.volume("default", VmVolumes.seed(restored.vmId()))).isPresent();
        assertThat(restored.requireSpec().nics())
                .noneMatch(vm.requireSpec().nics()::contains)
                .hasSize(1);
        assertThat(Drift.of(restored)).isEmpty();
        assertThat(kloigos.backups().list()).containsExactly(backup);
        ended(kloigos.backups().delete(ANN, backup.backupId()));

        fails(
                ErrorCode.NOT_FOUND,
                "backup",
                () -> kloigos.backups().restore(ANN, backup.backupId(), RestoreRequest.as("late", true)));
    }

    @Test
    void aBackupIsRestoredOnlyWhereItCanBe() throws Exception {
        Vm vm = vmOn("base");
        Backup backup = ended(kloigos.backups().make(ANN, vm.vmId(), "default", "nightly"));
        fails(
                ErrorCode.CONFLICT,
                "There is a VM web on host h1 already",
                () -> kloigos.backups().restore(ANN, backup.backupId(), RestoreRequest.as("web", true)));
        fails(
                ErrorCode.NOT_FOUND,
                "gone",
                kloigos.backups()
                        .restore(
                                ANN,
                                backup.backupId(),
                                new RestoreRequest("again", null, "gone", null, null, null, true)));
        fails(
                ErrorCode.CONFLICT,
                "no network dmz",
                kloigos.backups()
                        .restore(
                                ANN,
                                backup.backupId(),
                                new RestoreRequest("again", null, "default", null, null, "dmz", true)));
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            statement.execute("update backup set wanted = null");
        }
        fails(
                ErrorCode.INVALID,
                "does not say what the VM was like",
                () -> kloigos.backups().restore(ANN, backup.backupId(), RestoreRequest.as("again", true)));
        assertThat(ended(kloigos.backups()
                                .restore(
                                        ANN,
                                        backup.backupId(),
                                        new RestoreRequest("again", null, "default", 2, 128L, null, false)))
                        .memoryMb())
                .isEqualTo(128);
    }

    /** Content whose reading waits until it is let go on. */
    private record Slow(byte[] bytes, CountDownLatch begun, CountDownLatch goOn) implements Content {
        @Override
        public long sizeBytes() {
            return bytes.length;
        }

        @Override
        public InputStream open() {
            begun.countDown();
            try {
                goOn.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return new ByteArrayInputStream(bytes);
        }
    }

    @Test
    void twoDoNotWriteIntoOneVolume() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("disk", null)));
        Slow slow = new Slow(Qcow2.file(4 * MIB, 1000), new CountDownLatch(1), new CountDownLatch(1));
        CompletableFuture<Volume> first =
                CompletableFuture.supplyAsync(() -> kloigos.volumes().write(ANN, id("disk"), slow));
        assertThat(slow.begun().await(20, TimeUnit.SECONDS)).isTrue();
        byte[] other = Qcow2.file(4 * MIB, 500);
        fails(
                ErrorCode.CONFLICT,
                "is being written to by ann",
                () -> kloigos.volumes().write(Caller.of("bob"), id("disk"), Content.of(other)));
        fails(
                ErrorCode.CONFLICT,
                "is being written to by ann",
                () -> kloigos.volumes().resize(ANN, id("disk"), 8 * MIB));
        slow.goOn().countDown();
        first.get(20, TimeUnit.SECONDS);
        assertThat(host.content("default", "disk")).isEqualTo(slow.bytes());
        kloigos.volumes().write(Caller.of("bob"), id("disk"), Content.of(other));
        assertThat(host.content("default", "disk")).isEqualTo(other);
    }

    @Test
    void aWriterThatDiedKeepsOthersOutForAMinuteOnly() throws Exception {
        ended(kloigos.volumes().create(ANN, "h1", spec("disk", null)));
        byte[] content = Qcow2.file(4 * MIB, 500);
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into volume_upload values ('h1', 'default', 'disk', uuid(), 'eve',"
                    + " utc_timestamp(3) + interval 60 second)");
            fails(
                    ErrorCode.CONFLICT,
                    "is being written to by eve",
                    () -> kloigos.volumes().write(ANN, id("disk"), Content.of(content)));
            statement.execute("update volume_upload set expires_at = utc_timestamp(3)");
        }
        kloigos.volumes().write(ANN, id("disk"), Content.of(content));
        assertThat(host.content("default", "disk")).isEqualTo(content);
    }

    @Test
    void aBackupThatFailsLeavesNothing() throws Exception {
        host.createVolume(spec("base", null));
        Vm vm = ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1", "web", 1, 64, "base", "default", null, List.of(), null, Map.of(), null, true)));
        List<String> before = host.volumes("default").stream().map(Volume::name).toList();
        host.goSilent(true);
        host.remove(vm.vmId());
        fails(ErrorCode.NOT_FOUND, "domain", kloigos.backups().make(ANN, vm.vmId(), "default", "late"));
        assertThat(host.volumes("default")).extracting(Volume::name).isEqualTo(before);
        assertThat(kloigos.backups().list()).isEmpty();
    }
}
