package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Difference;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.drift.DriftKind;
import io.kloigos.core.drift.DriftPlan;
import io.kloigos.core.drift.DriftScope;
import io.kloigos.core.drift.DriftService.Mended;
import io.kloigos.core.drift.ImportRequest;
import io.kloigos.core.drift.Orphans;
import io.kloigos.core.drift.PlannedMend;
import io.kloigos.core.drift.Refusal;
import io.kloigos.core.drift.VolumeName;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.hypervisor.Rehearsal;
import io.kloigos.core.hypervisor.Seed;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Image;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.groups.Tuple;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Drift that was made by hand on a real KVM host. */
class DriftLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String IMAGE = "drift-test";
    private static final String VIRSH = "virsh -q -c qemu:///system ";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private final Deque<String> leftovers = new ArrayDeque<>();
    private SshHypervisors hypervisors;
    private Kloigos kloigos;
    private String before;

    @BeforeEach
    void open() throws Exception {
        DatabaseConfig.Server database = mariaDb.database();
        hypervisors = new SshHypervisors(lab.config());
        before = volumes();
        kloigos = Kloigos.open(KloigosConfig.server(database.url(), database.user(), database.password()), hypervisors);
        kloigos.projects().create(ANN, "blue", "blue", "");
        kloigos.projects().create(ANN, "red", "red", "");
        Lab.Host host = lab.hosts().get(0);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "kvm1",
                                "kvm1",
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
        ended(kloigos.images().load(ANN, "kvm1", IMAGE, "1", lab.guestImage()));
    }

    @AfterEach
    void close() throws Exception {
        leftovers.forEach(command -> lab.ssh(0, VIRSH + command + " || true"));
        for (Vm vm : kloigos.vms().list(new VmQuery(null, null, null, null, Map.of(), null, 100))) {
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        }
        for (Image image : kloigos.images().list()) {
            virsh("vol-delete --pool default " + image.volume());
        }
        kloigos.close();
        assertThat(volumes()).isEqualTo(before);
    }

    private String volumes() {
        return virsh("vol-list default") + virsh("list --all --uuid");
    }

    private String virsh(String command) {
        return lab.ssh(0, VIRSH + command);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    private static ErrorCode failure(Pending<?> pending) {
        try {
            pending.result().orTimeout(60, TimeUnit.SECONDS).join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return ((KloigosException) e.getCause()).code();
        }
    }

    private Vm provision(String name, boolean start) throws Exception {
        VmRequest request = new VmRequest(
                "kvm1",
                name,
                2,
                128,
                IMAGE,
                "default",
                null,
                List.of(),
                null,
                Map.of("tier", "web & <db>"),
                "blue",
                start);
        return ended(kloigos.vms().provision(ANN, request));
    }

    private List<Drift> drift() {
        return kloigos.drift()
                .list(new DriftScope("kvm1", null, Set.of()), null, 100)
                .items();
    }

    private DriftPlan plan() {
        return kloigos.drift().plan(new DriftScope("kvm1", null, Set.of()));
    }

    private List<String> fields(UUID vmId) {
        return drift().stream()
                .filter(drift -> drift.vmId().equals(vmId))
                .flatMap(drift -> drift.differences().stream())
                .map(Difference::field)
                .toList();
    }

    private static void eventually(Runnable check) {
        Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(check::run);
    }

    private UUID wild() {
        UUID id = UUID.randomUUID();
        leftovers.push("undefine " + id);
        lab.ssh(
                0,
                VIRSH + "define /dev/stdin <<'X'\n<domain type='qemu'><name>wild-" + id
                        + "</name><uuid>" + id
                        + "</uuid><memory>65536</memory><os><type>hvm</type></os></domain>\nX");
        return id;
    }

    @Test
    void aVmAsItWasMadeIsNoDriftRunningOrNot() throws Exception {
        Vm stopped = provision("drift-01", false);
        Vm running = provision("drift-02", true);
        assertThat(drift()).isEmpty();
        kloigos.hosts().refresh("kvm1");
        assertThat(drift()).isEmpty();
        assertThat(stopped.observed().stamp()).isEqualTo(stopped.stamp());
        assertThat(running.observed().stamp()).isEqualTo(running.stamp());
    }

    @Test
    void whatWasChangedByHandIsPlannedMendedAndGoneAndWhatIsNotOursStays() throws Exception {
        Vm vm = provision("drift-03", false);
        String asMade = virsh("dumpxml --inactive " + vm.vmId());
        leftovers.push("vol-delete --pool default extra.qcow2");
        virsh("vol-create-as default extra.qcow2 1M --format qcow2");
        String path = virsh("vol-path --pool default extra.qcow2").strip();
        virsh("setvcpus " + vm.vmId() + " 1 --config");
        virsh("autostart " + vm.vmId());
        virsh("attach-disk " + vm.vmId() + " " + path + " vdb --config --driver qemu --subdriver qcow2");
        virsh("change-media " + vm.vmId() + " " + vm.observed().disks().get(1).target() + " --eject --config");
        lab.ssh(
                0,
                "(echo \"<watchdog model='i6300esb' action='reset'/>\") | " + VIRSH + "attach-device " + vm.vmId()
                        + " /dev/stdin --config");
        lab.ssh(
                0,
                VIRSH + "dumpxml --inactive " + vm.vmId() + " | sed \"s/<graphics type='vnc'/& passwd='s3cret'/\" | "
                        + VIRSH + "define /dev/stdin");
        eventually(() -> assertThat(fields(vm.vmId())).containsExactly("cpu_cores", "disks", "autostart"));

        String changed = virsh("dumpxml --inactive --security-info " + vm.vmId());
        DriftPlan plan = plan();
        assertThat(virsh("dumpxml --inactive --security-info " + vm.vmId())).isEqualTo(changed);
        assertThat(plan).hasToString(plan().toString());
        assertThat(plan.toString()).doesNotContain("s3cret");
        List<PlannedCommand> commands = plan.items().get(0).commands();
        assertThat(commands)
                .extracting(PlannedCommand::command)
                .containsExactly(
                        "virsh -c qemu:///system define --file /dev/stdin",
                        "virsh -c qemu:///system autostart --domain " + vm.vmId() + " --disable");
        assertThat(commands.get(0).input()).contains("<watchdog").contains("<domain");
        assertThat(commands.get(0).diff())
                .contains("-  <vcpu current=\"1\" placement=\"static\">2</vcpu>\n")
                .contains("+  <vcpu placement=\"static\">2</vcpu>\n")
                .contains("-      <source file=\"" + path + "\"/>\n")
                .doesNotContain("-    <watchdog");

        List<Mended> mended = ended(kloigos.drift().apply(ANN, plan.hash(), "kvm1", null));
        assertThat(mended).extracting(m -> m.task().status()).containsExactly(TaskStatus.SUCCEEDED);
        eventually(() -> assertThat(drift()).isEmpty());
        String now = virsh("dumpxml --inactive --security-info " + vm.vmId());
        assertThat(now).contains("<watchdog model='i6300esb'").contains("passwd='s3cret'");
        assertThat(now.lines().toList())
                .containsAll(asMade.lines()
                        .filter(line -> !line.contains("<graphics") && !line.contains("<kloigos:stamp"))
                        .toList());
        assertThat(virsh("vol-list default")).contains("extra.qcow2");
        assertThat(failure(kloigos.drift().apply(ANN, plan.hash(), null, null))).isEqualTo(ErrorCode.CONFLICT);
    }

    @Test
    void aVmThatWasUndefinedIsDefinedAgainAndOneThatRunsBecomesPersistentAgain() throws Exception {
        Vm gone = provision("drift-04", false);
        Vm running = provision("drift-05", true);
        String asMade = virsh("dumpxml --inactive " + gone.vmId());
        virsh("undefine " + gone.vmId());
        virsh("undefine " + running.vmId());
        eventually(() -> assertThat(drift())
                .extracting(Drift::name, Drift::kind)
                .containsExactly(
                        Tuple.tuple("drift-05", DriftKind.DIFFERS),
                        Tuple.tuple("drift-04", DriftKind.MISSING_ON_HOST)));
        assertThat(fields(running.vmId())).containsExactly("persistent");
        assertThat(ended(kloigos.drift().apply(ANN, plan().hash(), null, null)))
                .hasSize(2)
                .allMatch(m -> m.task().status() == TaskStatus.SUCCEEDED);
        eventually(() -> assertThat(drift()).isEmpty());
        assertThat(virsh("dumpxml --inactive " + gone.vmId())).isEqualTo(asMade);
        assertThat(virsh("dominfo " + running.vmId())).containsPattern("Persistent: +yes");
    }

    @Test
    void aRunningVmIsMendedForItsNextStart() throws Exception {
        Vm vm = provision("drift-06", true);
        virsh("setmaxmem " + vm.vmId() + " 256M --config");
        virsh("setmem " + vm.vmId() + " 256M --config");
        kloigos.hosts().refresh("kvm1");
        assertThat(drift())
                .flatExtracting(Drift::differences)
                .containsExactly(new Difference("memory_mb", 128L, 128L, 256L));
        DriftPlan plan = plan();
        virsh("setmem " + vm.vmId() + " 200M --config");
        assertThat(failure(kloigos.drift().apply(ANN, plan.hash(), null, null))).isEqualTo(ErrorCode.CONFLICT);
        assertThat(virsh("dumpxml --inactive " + vm.vmId())).contains(">204800</currentMemory>");
        ended(kloigos.drift().apply(ANN, plan().hash(), null, null));
        eventually(() -> assertThat(drift()).isEmpty());
    }

    @Test
    void aForeignStampIsReportedAndRefusedByEveryVerb() throws Exception {
        Vm vm = provision("drift-07", false);
        UUID wild = wild();
        String foreign = " --config --uri https://kloigos.io/libvirt/1 --key kloigos"
                + " --set \"<stamp owner='somebody' generation='1'/>\"";
        virsh("metadata " + vm.vmId() + foreign);
        virsh("metadata " + wild + foreign);
        virsh("setvcpus " + vm.vmId() + " 1 --config");
        kloigos.hosts().refresh("kvm1");
        eventually(() -> assertThat(drift())
                .extracting(Drift::vmId, Drift::refusal)
                .containsExactly(
                        Tuple.tuple(vm.vmId(), Refusal.FOREIGN_STAMP), Tuple.tuple(wild, Refusal.FOREIGN_STAMP)));
        assertThat(plan().items()).hasSize(2).noneMatch(PlannedMend::isRunnable);
        assertThatThrownBy(() -> kloigos.adoptions().adopt(ANN, vm.vmId(), Set.of()))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThatThrownBy(() -> kloigos.adoptions()
                        .importDomain(ANN, new ImportRequest("kvm1", wild, null, null, null, null, null)))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        // so that the clean-up may delete it
        virsh("metadata " + vm.vmId() + foreign.replace("somebody", vm.ownerId().toString()));
    }

    @Test
    void aDomainThatWasDefinedByHandIsImportedAndWhatDiffersIsAdopted() throws Exception {
        UUID wild = wild();
        eventually(() -> assertThat(drift())
                .extracting(Drift::vmId, Drift::kind)
                .containsExactly(Tuple.tuple(wild, DriftKind.UNKNOWN_TO_CMDB)));
        Vm vm = ended(kloigos.adoptions()
                .importDomain(
                        ANN,
                        new ImportRequest(
                                "kvm1", wild, "debian", Map.of("found", "yes"), Map.of("note", "ä ✓"), "red", null)));
        assertThat(vm.memoryMb()).isEqualTo(64);
        assertThat(vm.observed().stamp()).isEqualTo(vm.stamp());
        assertThat(drift()).isEmpty();
        virsh("setvcpus " + wild + " 2 --config --maximum");
        virsh("setvcpus " + wild + " 2 --config");
        // libvirt tells nobody of this one
        kloigos.hosts().refresh("kvm1");
        assertThat(fields(wild)).containsExactly("cpu_cores");
        assertThat(ended(kloigos.adoptions().adopt(ANN, wild, Set.of())).cpuCores())
                .isEqualTo(2);
        assertThat(drift()).isEmpty();
    }

    @Test
    void orphansAreFoundAndOnlyTheNamedOnesAreRemoved() throws Exception {
        Vm vm = provision("drift-08", false);
        for (String name : List.of("kloigos-left.qcow2", "spare.qcow2", "gone-base.qcow2")) {
            leftovers.push("vol-delete --pool default " + name);
            virsh("vol-create-as default " + name + " 1M --format qcow2");
        }
        leftovers.push("vol-delete --pool default broken.qcow2");
        virsh("vol-create-as default broken.qcow2 1M --format qcow2 --backing-vol gone-base.qcow2"
                + " --backing-vol-format qcow2");
        virsh("vol-delete --pool default gone-base.qcow2");
        kloigos.hosts().refresh("kvm1");
        Orphans orphans = kloigos.orphans().list("kvm1");
        assertThat(orphans.unproven()).isEmpty();
        assertThat(orphans.volumes())
                .extracting(o -> o.volume().name(), Orphans.OrphanVolume::isOurs)
                .contains(Tuple.tuple("kloigos-left.qcow2", true), Tuple.tuple("spare.qcow2", false))
                .doesNotContain(
                        Tuple.tuple("kloigos-" + vm.vmId() + "-root.qcow2", true),
                        Tuple.tuple("kloigos-" + vm.vmId() + "-seed.iso", true));
        assertThat(orphans.overlays()).extracting(o -> o.volume().name()).containsExactly("broken.qcow2");
        assertThat(failure(kloigos.orphans()
                        .remove(
                                ANN,
                                "kvm1",
                                List.of(
                                        new VolumeName("default", "kloigos-left.qcow2"),
                                        new VolumeName("default", "kloigos-" + vm.vmId() + "-root.qcow2")))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(virsh("vol-list default")).contains("kloigos-left.qcow2", "spare.qcow2");
        ended(kloigos.orphans().remove(ANN, "kvm1", List.of(new VolumeName("default", "kloigos-left.qcow2"))));
        assertThat(virsh("vol-list default")).doesNotContain("kloigos-left").contains("spare.qcow2", "broken.qcow2");

        // a file that is no disk, yet somebody's: a domain boots from it
        UUID wild = wild();
        String path = virsh("vol-path --pool default spare.qcow2").strip();
        lab.ssh(
                0,
                VIRSH + "dumpxml --inactive " + wild + " | sed \"s,<os>,<os><kernel>" + path + "</kernel>,\" | " + VIRSH
                        + "define /dev/stdin");
        assertThat(failure(kloigos.orphans().remove(ANN, "kvm1", List.of(new VolumeName("default", "spare.qcow2")))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(virsh("vol-list default")).contains("spare.qcow2");
    }

    @Test
    void aWholeVmIsRehearsedWithoutAnythingHappening() {
        UUID id = UUID.randomUUID();
        String hostBefore = volumes();
        Rehearsal rehearsal = hypervisors.rehearse(lab.endpoint(0));
        Hypervisor host = rehearsal.hypervisor();
        host.createVolume(new VolumeSpec("default", id + ".qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        host.writeSeed("default", id + ".iso", new Seed(id.toString(), "x", List.of(), null));
        host.define(new DomainSpec(
                id,
                "rehearsed",
                1,
                64,
                List.of(
                        new DiskSpec("default", id + ".qcow2", VolumeFormat.QCOW2, Device.DISK),
                        new DiskSpec("default", id + ".iso", VolumeFormat.RAW, Device.CDROM)),
                List.of(),
                new Stamp("rehearsal", 1)));
        host.setAutostart(id, true);
        host.start(id);
        host.powerOff(id, "rehearsal");
        host.undefine(id, "rehearsal");
        host.deleteVolume("default", id + ".qcow2");
        host.deleteVolume("default", id + ".qcow2");
        List<PlannedCommand> commands = rehearsal.noted().get();
        assertThat(commands)
                .extracting(command -> command.command().split(" ")[3])
                .containsExactly(
                        "vol-create",
                        "vol-create",
                        "vol-upload",
                        "define",
                        "autostart",
                        "start",
                        "destroy",
                        "undefine",
                        "vol-delete");
        assertThat(volumes()).isEqualTo(hostBefore);
    }
}
