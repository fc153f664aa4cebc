package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.backup.Backup;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageSite;
import io.kloigos.core.image.ImportRequest;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.PoolAction;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Plan;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskStep;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.migration.MigrationRequest;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pools, volumes, trash and images on real hosts; what virsh shows afterwards is what it showed before. */
class StorageLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    private static final String SHOW = "for p in $(" + VIRSH + "pool-list --all --name); do " + VIRSH
            + "pool-info $p | grep -v -i -e uuid -e allocation -e available; " + VIRSH
            + "vol-list $p; done 2>&1";
    private static final long MIB = 1 << 20;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private final String pool = "sto-" + UUID.randomUUID().toString().substring(0, 8);
    private Kloigos kloigos;
    private ImageSite site;
    private String before;
    private String beforeOther;

    @BeforeEach
    void open() throws Exception {
        before = lab.ssh(0, SHOW);
        beforeOther = lab.ssh(1, SHOW);
        site = new ImageSite();
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ofHours(1), true)),
                new SshHypervisors(lab.config()));
        register(0);
        register(1);
    }

    private void register(int index) {
        Lab.Host host = lab.hosts().get(index);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                host.name(),
                                host.name(),
                                host.address(),
                                host.port(),
                                lab.user(),
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                host.hostKey(),
                                false,
                                List.of(),
                                null));
    }

    @AfterEach
    void everythingIsAsItWas() {
        kloigos.close();
        site.close();
        assertThat(lab.ssh(0, SHOW)).isEqualTo(before);
        assertThat(lab.ssh(1, SHOW)).isEqualTo(beforeOther);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    private static void fails(ErrorCode code, String why, Pending<?> pending) {
        assertThatThrownBy(
                        () -> pending.result().orTimeout(120, TimeUnit.SECONDS).join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(why);
    }

    private PoolSpec spec() {
        return new PoolSpec(pool, PoolSpec.Type.DIR, "/tmp/" + pool, null, null, null, null, List.of());
    }

    private VolumeId id(String name) {
        return new VolumeId("kvm1", pool, name);
    }

    private Volume create(String name, VolumeFormat format, long bytes, String backing) throws Exception {
        return ended(kloigos.volumes().create(ANN, "kvm1", new VolumeSpec(pool, name, format, bytes, backing)));
    }

    private void delete(String... names) throws Exception {
        for (String name : names) {
            assertThat(ended(kloigos.volumes().delete(ANN, id(name), true))).isEmpty();
        }
    }

    @Test
    void aPoolAndItsVolumesLiveAndGo() throws Exception {
        assertThat(ended(kloigos.pools().create(ANN, "kvm1", spec(), true, true)))
                .returns(true, StoragePool::active)
                .returns(true, StoragePool::autostart)
                .returns("/tmp/" + pool, StoragePool::path);
        assertThat(create("a.qcow2", VolumeFormat.QCOW2, 8 * MIB, null).capacityBytes())
                .isEqualTo(8 * MIB);
        assertThat(create("over.qcow2", VolumeFormat.QCOW2, 16 * MIB, "a.qcow2").backingPath())
                .isEqualTo("/tmp/" + pool + "/a.qcow2");
        assertThat(ended(kloigos.volumes().copy(ANN, id("over.qcow2"), "copy.qcow2")))
                .returns(16 * MIB, Volume::capacityBytes)
                .returns(null, Volume::backingPath);
        assertThat(ended(kloigos.volumes().resize(ANN, id("copy.qcow2"), 32 * MIB))
                        .capacityBytes())
                .isEqualTo(32 * MIB);
        fails(ErrorCode.CONFLICT, "overlays", kloigos.volumes().resize(ANN, id("a.qcow2"), 32 * MIB));
        fails(ErrorCode.CONFLICT, "overlay", kloigos.volumes().delete(ANN, id("a.qcow2"), true));
        delete("over.qcow2");
        Trashed trashed =
                ended(kloigos.volumes().delete(ANN, id("a.qcow2"), false)).orElseThrow();
        fails(ErrorCode.CONFLICT, "is in the trash", kloigos.pools().delete(ANN, "kvm1", pool));
        assertThat(lab.ssh(0, VIRSH + "vol-list " + pool)).contains("a.qcow2");
        ended(kloigos.trash().remove(ANN, trashed.trashId()));
        assertThat(lab.ssh(0, VIRSH + "vol-list " + pool)).doesNotContain("a.qcow2");
        delete("copy.qcow2");
        for (PoolAction action : PoolAction.values()) {
            if (action != PoolAction.REFRESH) {
                ended(kloigos.pools().act(ANN, "kvm1", pool, action));
            }
        }
        fails(ErrorCode.CONFLICT, "not active", kloigos.pools().delete(ANN, "kvm1", pool));
        ended(kloigos.pools().act(ANN, "kvm1", pool, PoolAction.START));
        ended(kloigos.pools().act(ANN, "kvm1", pool, PoolAction.REFRESH));
        ended(kloigos.pools().delete(ANN, "kvm1", pool));
    }

    @Test
    void aPoolThatCannotBeStartedIsTakenBack() {
        fails(ErrorCode.HOST_FAILED, "", kloigos.pools().create(ANN, "kvm1", spec(), false, true));
    }

    /** A file server on the one host, mounted by libvirt on both: what is in it moves with nothing copied. */
    @Test
    void aShareIsOnePoolOfTwoHosts() throws Exception {
        String server = lab.hosts().get(0).address();
        lab.root(
                0,
                "pgrep -x glusterd || glusterd; timeout 30 sh -c 'until gluster --mode=script volume create " + pool
                        + " "
                        + server + ":/srv/brick-" + pool
                        + " force; do sleep 0.2; done'; gluster --mode=script volume start "
                        + pool);
        PoolSpec share = new PoolSpec(
                pool,
                PoolSpec.Type.NETFS,
                "/tmp/" + pool,
                server,
                "/" + pool,
                PoolSpec.ShareFormat.GLUSTERFS,
                null,
                List.of());
        for (String host : List.of("kvm1", "kvm2")) {
            assertThat(ended(kloigos.pools().create(ANN, host, share, true, true)))
                    .returns("netfs", StoragePool::type)
                    .returns(true, StoragePool::active);
        }
        Vm vm = ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest("kvm1", pool, 1, 32, null, "default", 1, List.of(), null, Map.of(), null, true)));
        ended(kloigos.disks().move(ANN, vm.vmId(), "vda", pool));
        assertThat(lab.root(1, "ls /tmp/" + pool)).contains(vm.vmId().toString());
        // the other host has not looked at what is new in the share when this is planned, and has when it is done
        String plan = planned(() ->
                kloigos.migrations().migrate(ANN.planning(), vm.vmId(), new MigrationRequest("kvm2", null, null)));
        Vm moved = ended(
                kloigos.migrations().migrate(ANN.withPlan(plan), vm.vmId(), new MigrationRequest("kvm2", null, null)));
        assertThat(moved).returns("kvm2", Vm::hostId).returns(PowerState.RUNNING, Vm::powerState);
        assertThat(kloigos.tasks()
                        .list(new TaskQuery(null, "vm.migrate", null, null, 1))
                        .get(0)
                        .steps())
                .extracting(TaskStep::name)
                .contains("migrate")
                .doesNotContain("make-room", "delete-originals");
        // what this host has read and the other one deletes is a stale handle to it, not a failure
        assertThat(lab.root(0, "for v in $(ls /tmp/" + pool + "); do virsh vol-dumpxml --pool " + pool + " $v; done"))
                .contains("-root.qcow2");
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        assertThat(lab.root(0, "ls /tmp/" + pool)).isEmpty();
        for (String host : List.of("kvm1", "kvm2")) {
            ended(kloigos.pools().delete(ANN, host, pool));
        }
        lab.root(0, "gluster --mode=script volume stop " + pool + " && gluster --mode=script volume delete " + pool);
    }

    /** The hash of what would be done. */
    private String planned(ThrowingCallable change) {
        DryRun dry = catchThrowableOfType(DryRun.class, change);
        return kloigos.planner().plan(dry).hash();
    }

    /** Nobody serves that share, and a lab's host has no device mapper and no ZFS. */
    @Test
    void aPoolOfAKindThatItsHostCannotHaveIsTakenBack() {
        PoolSpec share =
                new PoolSpec(pool, PoolSpec.Type.NETFS, "/tmp/" + pool, "127.0.0.1", "/export", null, null, List.of());
        fails(ErrorCode.HOST_FAILED, "", kloigos.pools().create(ANN, "kvm1", share, true, true));
        PoolSpec group = new PoolSpec(pool, PoolSpec.Type.LOGICAL, null, null, null, null, "no-such-group", List.of());
        fails(ErrorCode.HOST_FAILED, "", kloigos.pools().create(ANN, "kvm1", group, false, true));
        PoolSpec tank = new PoolSpec(pool, PoolSpec.Type.ZFS, null, null, null, null, "no-such-tank", List.of());
        fails(ErrorCode.HOST_FAILED, "", kloigos.pools().create(ANN, "kvm1", tank, false, true));
    }

    @Test
    void aPlanShowsEveryCommandAndChangesNothing() {
        assertThatThrownBy(() -> kloigos.pools().create(ANN.planning(), "kvm1", spec(), true, true))
                .isInstanceOfSatisfying(DryRun.class, dry -> {
                    Plan plan = kloigos.planner().plan(dry);
                    assertThat(plan.steps().stream().flatMap(step -> step.commands().stream()))
                            .extracting(each -> each.command().command())
                            .containsExactly(
                                    "virsh -c qemu:///system pool-define --file /dev/stdin",
                                    "virsh -c qemu:///system pool-build --pool " + pool,
                                    "virsh -c qemu:///system pool-start --pool " + pool,
                                    "virsh -c qemu:///system pool-autostart --pool " + pool);
                });
    }

    @Test
    void contentStreamsInAndOutByteForByte() throws Exception {
        ended(kloigos.pools().create(ANN, "kvm1", spec(), true, false));
        create("raw.img", VolumeFormat.RAW, 24 * MIB, null);
        byte[] bytes = new byte[(int) (24 * MIB)];
        new Random(3).nextBytes(bytes);
        bytes[0] = 0;
        kloigos.volumes().write(ANN, id("raw.img"), Content.of(bytes));
        try (InputStream in = kloigos.volumes().content(id("raw.img")).open()) {
            assertThat(in.readAllBytes()).isEqualTo(bytes);
        }
        // who stops reading holds nothing up
        try (InputStream in = kloigos.volumes().content(id("raw.img")).open()) {
            assertThat(in.readNBytes(1000)).hasSize(1000);
        }
        assertThat(kloigos.hosts().refresh("kvm1").isReachable()).isTrue();
        delete("raw.img");
        ended(kloigos.pools().delete(ANN, "kvm1", pool));
    }

    private ImportRequest request(String name, String url) {
        return new ImportRequest("kvm1", name, "1", url, null, null, null, null);
    }

    @Test
    void anImageFromAUrlIsCutResumedCopiedAndDeleted() throws Exception {
        byte[] guest = Files.readAllBytes(lab.guestImage());
        String url = site.serve("guest.qcow2", guest);
        site.cut("guest.qcow2", 1);
        Image image = ended(kloigos.images().fetch(ANN, request(pool, url)));
        assertThat(image).returns((long) guest.length, Image::sizeBytes).returns(VolumeFormat.QCOW2, Image::format);
        assertThat(site.ranges())
                .singleElement()
                .satisfies(range -> assertThat(Integer.parseInt(range.replaceAll("\\D", "")))
                        .isBetween(1, guest.length / 2));
        Image copied = ended(kloigos.images().copy(ANN, image.imageId(), "kvm2", null));
        assertThat(copied.hosts()).containsExactly("kvm1", "kvm2");
        for (int host = 0; host < 2; host++) {
            assertThat("sha256:"
                            + lab.ssh(
                                            host,
                                            VIRSH + "vol-download --pool default --vol " + image.volume()
                                                    + " --file /dev/stdout | sha256sum")
                                    .substring(0, 64))
                    .isEqualTo(image.checksum());
        }
        lab.ssh(
                0,
                VIRSH + "vol-create-as default " + pool + "-over 64M --format qcow2 --backing-vol " + image.volume()
                        + " --backing-vol-format qcow2");
        fails(ErrorCode.CONFLICT, "overlay", kloigos.images().delete(ANN, image.imageId(), "kvm1"));
        lab.ssh(0, VIRSH + "vol-delete --pool default " + pool + "-over");
        ended(kloigos.images().delete(ANN, image.imageId(), "kvm1"));
        ended(kloigos.images().delete(ANN, image.imageId(), null));
        assertThat(kloigos.images().list()).isEmpty();
    }

    @Test
    void anImageThatNeverComesWholeLeavesNothing() {
        byte[] bytes = new byte[(int) (8 * MIB)];
        String url = site.serve("half.img", bytes);
        site.cut("half.img", 100);
        fails(ErrorCode.CONFLICT, "broke off", kloigos.images().fetch(ANN, request(pool, url)));
        assertThat(kloigos.images().newestOn(pool, "kvm1")).isEmpty();
    }

    @Test
    void aVmIsBackedUpWhileItRunsAndWhileItIsOff() throws Exception {
        Vm vm = ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest("kvm1", pool, 1, 64, null, "default", 1, List.of(), null, Map.of(), null, true)));
        Backup running = ended(kloigos.backups().make(ANN, vm.vmId(), "default", "while it runs"));
        lab.ssh(0, VIRSH + "destroy " + vm.vmId());
        kloigos.hosts().refresh("kvm1");
        Backup off = ended(kloigos.backups().make(ANN, vm.vmId(), "default", "while it is off"));
        assertThat(kloigos.backups().ofVm(vm.vmId())).containsExactly(off, running);
        for (Backup backup : List.of(running, off)) {
            assertThat(backup.status()).isEqualTo(Backup.Status.AVAILABLE);
            assertThat(backup.volumes())
                    .singleElement()
                    .satisfies(
                            copy -> assertThat(lab.ssh(0, VIRSH + "vol-dumpxml --pool default --vol " + copy.volume()))
                                    .contains("<capacity unit='bytes'>1073741824<", "<format type='qcow2'/>")
                                    .doesNotContain("backingStore"));
            VolumeId kept =
                    new VolumeId("kvm1", "default", backup.volumes().get(0).volume());
            fails(ErrorCode.CONFLICT, "a backup of a VM", kloigos.volumes().delete(ANN, kept, true));
            ended(kloigos.backups().delete(ANN, backup.backupId()));
        }
        fails(ErrorCode.NOT_FOUND, "no-such-pool", kloigos.backups().make(ANN, vm.vmId(), "no-such-pool", "x"));
        assertThat(kloigos.backups().list()).isEmpty();
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
    }
}
