package io.kloigos.core.task;

import static io.kloigos.core.ErrorCode.CONFLICT;
import static io.kloigos.core.ErrorCode.NOT_FOUND;
import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.MIB;
import static io.kloigos.core.task.World.ended;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosException;
import io.kloigos.core.backup.RestoreRequest;
import io.kloigos.core.drift.ImportRequest;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.storage.PoolAction;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.VmEdit;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.disk.DiskRequest;
import io.kloigos.core.vm.nic.NicRequest;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
 * @param backup of it, in {@code fast}
 */
record Refusals(World world, UUID on, UUID off, UUID backup) {
    private static final UUID NOBODY = new UUID(4, 7);
    private static final String SNAPSHOT = "clean";

    private interface Ask {
        Pending<?> please();
    }

    /** @param answer what it is refused with */
    record Refusal(String what, Ask ask, ErrorCode answer) {
        /** What it is really answered with; null when it is done. */
        @Nullable
        ErrorCode met() throws Exception {
            try {
                ask.please().result().get(World.PATIENCE_SECONDS, TimeUnit.SECONDS);
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
        return new Refusals(world, on, off, backup);
    }

    List<Refusal> all() {
        List<Refusal> all = new ArrayList<>(ofPower());
        all.addAll(ofVms());
        all.addAll(ofDevices());
        all.addAll(ofStorage());
        return all;
    }

    private Kloigos kloigos() {
        return world.kloigos();
    }

    private String name(UUID vm) {
        return kloigos().vms().get(vm).name();
    }

    private List<Refusal> ofPower() {
        return Stream.of(VmAction.PAUSE, VmAction.RESUME, VmAction.RESET, VmAction.REBOOT)
                .map(action -> new Refusal(
                        action + " while it is off",
                        () -> kloigos().vms().act(ANN, off, action, Duration.ofSeconds(5)),
                        CONFLICT))
                .toList();
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
                new Refusal("take a snapshot again", () -> snapshot(SNAPSHOT, null), CONFLICT),
                new Refusal("keep memory that is off", () -> snapshot("memory", true), CONFLICT),
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

    private Pending<?> snapshot(String name, @Nullable Boolean memory) {
        return kloigos().snapshots().take(ANN, off, new SnapshotRequest(name, null, memory));
    }

    private Pending<?> restore(String name, String pool) {
        return kloigos().backups().restore(ANN, backup, new RestoreRequest(name, "h1", pool, null, null, null, false));
    }

    private Pending<?> imported(UUID id) {
        return kloigos().adoptions().importDomain(ANN, new ImportRequest("h1", id, null, null, null, null, null));
    }

    private List<Refusal> ofDevices() {
        String mac = kloigos().vms().get(on).requireSpec().nics().get(0).mac();
        return List.of(
                new Refusal("attach another's disk", () -> attach(VmVolumes.root(on), null, "vdb"), CONFLICT),
                new Refusal("attach no volume", () -> attach("nothing.qcow2", null, "vdb"), NOT_FOUND),
                new Refusal("attach where one is", () -> attach(null, 1, "vda"), CONFLICT),
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

    private Pending<?> attach(@Nullable String volume, @Nullable Integer sizeGb, String target) {
        return kloigos().disks().attach(ANN, off, new DiskRequest("default", volume, sizeGb, null, null, target));
    }

    private Pending<?> insert(String volume) {
        return kloigos().disks().changeMedium(ANN, on, null, "default", volume);
    }

    private List<Refusal> ofStorage() {
        VolumeId root = new VolumeId("h1", "default", VmVolumes.root(on));
        return List.of(
                new Refusal("make a volume again", () -> volume(root.pool(), root.name()), CONFLICT),
                new Refusal("make one nowhere", () -> volume("no-pool", "spare.qcow2"), NOT_FOUND),
                new Refusal("delete a used volume", () -> kloigos().volumes().delete(ANN, root, true), CONFLICT),
                new Refusal("resize what runs", () -> kloigos().volumes().resize(ANN, root, 8 * MIB), CONFLICT),
                new Refusal("copy what runs", () -> kloigos().volumes().copy(ANN, root, "spare.qcow2"), CONFLICT),
                new Refusal(
                        "copy over another",
                        () -> kloigos().volumes().copy(ANN, new VolumeId("h1", "default", World.BASE), root.name()),
                        CONFLICT),
                new Refusal("make a pool again", () -> pool("fast"), CONFLICT),
                new Refusal("delete the pool of VMs", () -> kloigos().pools().delete(ANN, "h1", "default"), CONFLICT),
                new Refusal(
                        "start no pool", () -> kloigos().pools().act(ANN, "h1", "nope", PoolAction.START), NOT_FOUND));
    }

    private Pending<?> volume(String pool, String name) {
        return kloigos().volumes().create(ANN, "h1", new VolumeSpec(pool, name, VolumeFormat.QCOW2, MIB, null));
    }

    private Pending<?> pool(String name) {
        PoolSpec spec = new PoolSpec(name, PoolSpec.Type.DIR, "/srv/" + name, null, null, null, null, List.of());
        return kloigos().pools().create(ANN, "h1", spec, true, true);
    }
}
