package io.kloigos.core.task;

import static io.kloigos.core.ErrorCode.CONFLICT;
import static io.kloigos.core.ErrorCode.INVALID;
import static io.kloigos.core.ErrorCode.NOT_FOUND;
import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.BASE;
import static io.kloigos.core.task.World.MIB;
import static io.kloigos.core.task.World.ended;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosException;
import io.kloigos.core.backup.RestoreRequest;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Image;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.VmEdit;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.disk.DiskRequest;
import io.kloigos.core.vm.migration.MigrationRequest;
import io.kloigos.core.vm.nic.NicRequest;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What cannot be asked of two VMs, and of what they are made of.
 *
 * @param on runs
 * @param off does not; it is protected, and has a snapshot
 * @param gone has no domain any more; an overlay stands on its disk
 * @param backup of {@code off}, in {@code fast}
 * @param image has an overlay too
 */
record Refusals(World world, UUID on, UUID off, UUID gone, UUID backup, Image image) {
    static final UUID NOBODY = new UUID(4, 7);
    private static final String SNAPSHOT = "clean";
    private static final long MORE_THAN_ANY_HOST_HAS_MB = 64L << 20;

    interface Ask {
        @Nullable
        Pending<?> please();
    }

    /** @param answer what it is refused with */
    record Refusal(String what, Ask ask, ErrorCode answer) {
        /** What it is really answered with; null when it is done. */
        @Nullable
        ErrorCode met() throws Exception {
            try {
                Pending<?> pending = ask.please();
                if (pending != null) {
                    pending.result().get(World.PATIENCE_SECONDS, TimeUnit.SECONDS);
                }
                return null;
            } catch (KloigosException e) {
                return e.code();
            } catch (ExecutionException e) {
                return ((KloigosException) e.getCause()).code();
            }
        }
    }

    static Refusals in(World world) throws Exception {
        UUID on = world.vm(true);
        UUID off = world.vm(false);
        ended(world.kloigos().vmEdits().edit(ANN, off, new VmEdit(null, null, true, null)));
        ended(world.kloigos().snapshots().take(ANN, off, new SnapshotRequest(SNAPSHOT, null, null)));
        UUID backup =
                ended(world.kloigos().backups().make(ANN, off, "fast", "kept")).backupId();
        UUID gone = world.vm(false);
        world.host("h1")
                .undefine(gone, world.kloigos().vms().get(gone).ownerId().toString());
        Refusals refusals = new Refusals(world, on, off, gone, backup, image(world));
        for (VolumeId base : refusals.bases()) {
            ended(world.kloigos().volumes().create(ANN, "h1", overlay(base)));
        }
        world.kloigos().hosts().refresh("h1");
        return refusals;
    }

    private static Image image(World world) throws Exception {
        Path file = Files.write(world.folder().resolve("refused"), world.hosts().image());
        return ended(world.kloigos().images().load(ANN, "h1", "refused", "1", file));
    }

    List<VolumeId> bases() {
        return List.of(
                new VolumeId("h1", "default", VmVolumes.root(gone)), new VolumeId("h1", "default", image.volume()));
    }

    private static VolumeSpec overlay(VolumeId base) {
        return new VolumeSpec(base.pool(), "over-" + base.name(), VolumeFormat.QCOW2, MIB, base.name());
    }

    /** Takes away what is not as it should be. */
    void leave() throws Exception {
        for (VolumeId base : bases()) {
            ended(kloigos()
                    .volumes()
                    .delete(ANN, new VolumeId("h1", base.pool(), overlay(base).name()), true));
        }
        ended(kloigos().images().delete(ANN, image.imageId(), "h1"));
        ended(kloigos().vms().delete(ANN, gone, false));
    }

    List<Refusal> all() {
        List<Refusal> all = new ArrayList<>(ofPower());
        all.addAll(ofVms());
        all.addAll(ofSizes());
        all.addAll(ofMoves());
        all.addAll(ofWhatIsGone());
        all.addAll(ofDevices());
        all.addAll(new HostRefusals(this).all());
        return all;
    }

    Kloigos kloigos() {
        return world.kloigos();
    }

    private String name(UUID vm) {
        return kloigos().vms().get(vm).name();
    }

    private List<Refusal> ofPower() {
        return Stream.of(VmAction.PAUSE, VmAction.RESUME, VmAction.RESET, VmAction.REBOOT, VmAction.SUSPEND_TO_DISK)
                .map(action -> new Refusal(action + " while it is off", () -> act(off, action), CONFLICT))
                .toList();
    }

    private Pending<?> act(UUID vm, VmAction action) {
        return kloigos().vms().act(ANN, vm, action, Duration.ofSeconds(5));
    }

    private List<Refusal> ofSizes() {
        return List.of(
                new Refusal("resize to no CPU", () -> resize(on, 0, 64), INVALID),
                new Refusal("resize to too many CPUs", () -> resize(on, 4097, 64), INVALID),
                new Refusal("resize to hardly any memory", () -> resize(on, 1, 15), INVALID),
                new Refusal("resize beyond its host", () -> resize(on, 1, MORE_THAN_ANY_HOST_HAS_MB), INVALID),
                new Refusal("resize nobody", () -> resize(NOBODY, 1, 64), NOT_FOUND),
                new Refusal("make a VM beyond its host", () -> vm("h1", MORE_THAN_ANY_HOST_HAS_MB, BASE), INVALID),
                new Refusal("make a VM of nothing", () -> vm("h1", 64, "nothing.qcow2"), NOT_FOUND),
                new Refusal("make a VM nowhere", () -> vm("h9", 64, BASE), NOT_FOUND));
    }

    private Pending<?> resize(UUID vm, int cpuCores, long memoryMb) {
        return kloigos().vmEdits().resize(ANN, vm, cpuCores, memoryMb);
    }

    private Pending<?> vm(String host, long memoryMb, String from) {
        return kloigos()
                .vms()
                .provision(
                        ANN,
                        new VmRequest(
                                host, "refused", 1, memoryMb, from, "default", null, List.of(), null, Map.of(), null,
                                false));
    }

    private List<Refusal> ofMoves() {
        return List.of(
                new Refusal("move to its own host", () -> move(on, "h1", null), CONFLICT),
                new Refusal("move to no host", () -> move(on, "h9", null), NOT_FOUND),
                new Refusal("move while it runs, not live", () -> move(on, "h2", false), CONFLICT),
                new Refusal("move live while it is off", () -> move(off, "h2", true), CONFLICT),
                new Refusal("move one with snapshots", () -> move(off, "h2", null), CONFLICT));
    }

    private Pending<?> move(UUID vm, String host, @Nullable Boolean live) {
        return kloigos().migrations().migrate(ANN, vm, new MigrationRequest(host, live, null));
    }

    /** Nothing is done to what is not there; one that is not there is off already. */
    private List<Refusal> ofWhatIsGone() {
        Stream<Refusal> power = Stream.of(VmAction.values())
                .filter(action -> action != VmAction.FORCE_STOP)
                .map(action -> new Refusal(action + " what is gone", () -> act(gone, action), NOT_FOUND));
        Stream<Refusal> others = Stream.of(
                new Refusal("resize what is gone", () -> resize(gone, 2, 96), NOT_FOUND),
                new Refusal(
                        "rename what is gone",
                        () -> kloigos().vmEdits().edit(ANN, gone, new VmEdit("found", null, null, null)),
                        NOT_FOUND),
                new Refusal(
                        "label what is gone",
                        () -> kloigos().vmEdits().setMetadata(ANN, gone, Map.of("a", "b"), null),
                        NOT_FOUND),
                new Refusal("snapshot what is gone", () -> snapshot(gone, "lost", null), NOT_FOUND),
                new Refusal("plug a disk into what is gone", () -> attach(gone, null, 1, "vdb"), CONFLICT),
                new Refusal(
                        "unplug a disk from what is gone",
                        () -> kloigos().disks().detach(ANN, gone, "vda", VmDisks.KEEP),
                        CONFLICT),
                new Refusal(
                        "grow a disk of what is gone", () -> kloigos().disks().grow(ANN, gone, "vda", 2), CONFLICT),
                new Refusal(
                        "plug an interface into what is gone",
                        () -> kloigos().nics().attach(ANN, gone, new NicRequest("default", null, null)),
                        NOT_FOUND),
                new Refusal("clone what is gone", () -> copy(gone, "copy", false), NOT_FOUND),
                new Refusal("move what is gone", () -> move(gone, "h2", null), NOT_FOUND),
                new Refusal("back up what is gone", () -> kloigos().backups().make(ANN, gone, "fast", "b"), CONFLICT));
        return Stream.concat(power, others).toList();
    }

    private List<Refusal> ofVms() {
        return List.of(
                new Refusal("delete what is protected", () -> kloigos().vms().delete(ANN, off, false), CONFLICT),
                new Refusal(
                        "rename to a taken name",
                        () -> kloigos().vmEdits().edit(ANN, off, new VmEdit(name(on), null, null, null)),
                        CONFLICT),
                new Refusal("clone what runs", () -> copy(on, "copy", false), CONFLICT),
                new Refusal("link what runs", () -> copy(on, "copy", true), CONFLICT),
                new Refusal("link what has snapshots", () -> copy(off, "copy", true), CONFLICT),
                new Refusal("clone to a taken name", () -> copy(off, name(on), false), CONFLICT),
                new Refusal("deploy no image", () -> deploy("nothing"), NOT_FOUND),
                new Refusal("take a snapshot again", () -> snapshot(off, SNAPSHOT, null), CONFLICT),
                new Refusal("keep memory that is off", () -> snapshot(off, "memory", true), CONFLICT),
                new Refusal("revert to nothing", () -> kloigos().snapshots().revert(ANN, off, NOBODY), NOT_FOUND),
                new Refusal("delete no snapshot", () -> kloigos().snapshots().delete(ANN, off, NOBODY), NOT_FOUND),
                new Refusal("back up to nowhere", () -> kloigos().backups().make(ANN, on, "no-pool", "b"), NOT_FOUND),
                new Refusal("restore to a taken name", () -> restore(name(on), "default"), CONFLICT),
                new Refusal("restore to nowhere", () -> restore("restored", "no-pool"), NOT_FOUND),
                new Refusal("import what is there", () -> imported(on), CONFLICT),
                new Refusal("import nothing", () -> imported(NOBODY), NOT_FOUND));
    }

    private Pending<?> copy(UUID vm, String name, boolean linked) {
        return kloigos().clones().clone(ANN, vm, new CloneRequest(name, false, linked));
    }

    private Pending<?> deploy(String image) {
        return kloigos().disks().deploy(ANN, off, image, VmDisks.DELETE);
    }

    private Pending<?> snapshot(UUID vm, String name, @Nullable Boolean memory) {
        return kloigos().snapshots().take(ANN, vm, new SnapshotRequest(name, null, memory));
    }

    private Pending<?> restore(String name, String pool) {
        return kloigos().backups().restore(ANN, backup, new RestoreRequest(name, "h1", pool, null, null, null, false));
    }

    private Pending<?> imported(UUID id) {
        return kloigos()
                .adoptions()
                .importDomain(ANN, new io.kloigos.core.drift.ImportRequest("h1", id, null, null, null, null, null));
    }

    private List<Refusal> ofDevices() {
        String mac = kloigos().vms().get(on).requireSpec().nics().get(0).mac();
        return List.of(
                new Refusal("attach another's disk", () -> attach(off, VmVolumes.root(on), null, "vdb"), CONFLICT),
                new Refusal("attach no volume", () -> attach(off, "nothing.qcow2", null, "vdb"), NOT_FOUND),
                new Refusal("attach where one is", () -> attach(off, null, 1, "vda"), CONFLICT),
                new Refusal("detach no disk", () -> kloigos().disks().detach(ANN, off, "vdz", VmDisks.KEEP), NOT_FOUND),
                new Refusal("grow no disk", () -> kloigos().disks().grow(ANN, on, "vdz", 2), NOT_FOUND),
                new Refusal("move to where it is", () -> kloigos().disks().move(ANN, on, "vda", "default"), CONFLICT),
                new Refusal("move to nowhere", () -> kloigos().disks().move(ANN, on, "vda", "no-pool"), NOT_FOUND),
                new Refusal("move with snapshots", () -> kloigos().disks().move(ANN, off, "vda", "fast"), CONFLICT),
                new Refusal("insert nothing", () -> insert("nothing.iso"), NOT_FOUND),
                new Refusal(
                        "attach a MAC again",
                        () -> kloigos().nics().attach(ANN, on, new NicRequest("default", null, mac)),
                        CONFLICT),
                new Refusal(
                        "detach no interface", () -> kloigos().nics().detach(ANN, on, "52:54:00:99:99:99"), NOT_FOUND));
    }

    private Pending<?> attach(UUID vm, @Nullable String volume, @Nullable Integer sizeGb, String target) {
        return kloigos().disks().attach(ANN, vm, new DiskRequest("default", volume, sizeGb, null, null, target));
    }

    private Pending<?> insert(String volume) {
        return kloigos().disks().changeMedium(ANN, on, null, "default", volume);
    }
}
