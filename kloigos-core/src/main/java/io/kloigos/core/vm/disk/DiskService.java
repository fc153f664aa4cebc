package io.kloigos.core.vm.disk;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.trash.TrashDeadlines;
import io.kloigos.core.trash.TrashRecords;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.Own;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmVerbs;
import io.kloigos.core.vm.VmVerbs.Work;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.WantedVm;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Disks and CD-ROMs of VMs, changed while they run and from their next start on. */
public final class DiskService {
    private static final Set<String> POOLS_OF_FILES = Set.of("dir", "fs", "netfs");

    private final VmVerbs verbs;
    private final HostInventory inventory;
    private final ImageService images;
    private final TrashDeadlines deadlines;
    private final List<TaskHandler<?>> handlers;

    public DiskService(
            VmVerbs verbs,
            HostInventory inventory,
            ImageService images,
            TrashDeadlines deadlines,
            Database database,
            HostService hosts,
            EventService events) {
        this.verbs = verbs;
        this.inventory = inventory;
        this.images = images;
        this.deadlines = deadlines;
        this.handlers = List.of(
                new AttachDisk(database, hosts, events),
                new DetachDisk(database, hosts, events),
                new GrowDisk(database, hosts, events),
                new MoveDisk(database, hosts, events),
                new ChangeMedium(database, hosts, events),
                new DeployImage(database, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Plugs a disk in. {@code CONFLICT} when its target is taken; the result fails with {@code CONFLICT} when somebody uses
     * the volume, {@code NOT_FOUND} without pool or volume.
     */
    public Pending<Vm> attach(Caller caller, UUID vmId, DiskRequest request) {
        if (!caller.scope().all()) {
            Own.checkVolume(request.volume());
        }
        return verbs.accept(caller, AttachDisk.TYPE, vmId, request, (tx, vm) -> {
            DiskPlaces places = new DiskPlaces(vm);
            String target = places.free(request);
            VolumeFormat format = format(vm, request);
            String volume = request.volume() != null
                    ? request.volume()
                    : VmVolumes.disk(vmId, caller.newId(List.of(vmId, vm.generation(), request)), format);
            Long bytes = request.sizeGb() == null ? null : request.sizeGb() * VmVolumes.GIB;
            VmSpec.Disk disk =
                    new VmSpec.Disk(request.pool(), volume, format.word(), "disk", request.wantedBus(), target, bytes);
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(places.with(disk)));
            return new Work(
                    new AttachDisk.Params(change, disk.define(), bytes),
                    "Plug disk " + target + " into VM " + vm.name());
        });
    }

    private VolumeFormat format(Vm vm, DiskRequest request) {
        if (request.volume() == null) {
            return request.format() == null ? VolumeFormat.QCOW2 : request.format();
        }
        Volume volume = inventory.volumes(vm.hostId()).stream()
                .filter(each ->
                        each.pool().equals(request.pool()) && each.name().equals(request.volume()))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound(
                        "volume on " + vm.hostId() + " as last seen,", request.pool() + "/" + request.volume()));
        return Stream.of(VolumeFormat.values())
                .filter(known -> known.word().equals(volume.format()))
                .findFirst()
                .orElseThrow(() -> KloigosException.conflict("Volume " + volume.name() + " is of format "
                        + volume.format() + ": only qcow2 and raw can be plugged in."));
    }

    /**
     * Unplugs a disk. {@code NOT_FOUND} when the VM has none at that target; the result fails with {@code CONFLICT} when the
     * guest does not let go of it.
     *
     * @param volume what becomes of its volume; one that was not made for this VM stays in any case
     */
    public Pending<Vm> detach(Caller caller, UUID vmId, String target, VmDisks volume) {
        record Request(String target, VmDisks volume) {}
        return verbs.accept(caller, DetachDisk.TYPE, vmId, new Request(target, volume), (tx, vm) -> {
            DiskPlaces places = new DiskPlaces(vm);
            VmSpec.Disk disk = places.at(target, "disk");
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(places.without(disk)));
            boolean delete = volume != VmDisks.KEEP && VmVolumes.isOwn(vmId, disk);
            return new Work(
                    new DetachDisk.Params(
                            change,
                            disk.define(),
                            delete,
                            delete && volume == VmDisks.TRASH ? trashed(caller, vm, disk) : null),
                    "Unplug disk " + target + " from VM " + vm.name());
        });
    }

    /** Makes a disk larger. The result fails with {@code INVALID} when it is larger already. */
    public Pending<Vm> grow(Caller caller, UUID vmId, String target, int sizeGb) {
        record Request(String target, int sizeGb) {}
        new Checks().range("size_gb", sizeGb, 1, DiskRequest.MOST_GB).done();
        return verbs.accept(caller, GrowDisk.TYPE, vmId, new Request(target, sizeGb), (tx, vm) -> {
            DiskPlaces places = new DiskPlaces(vm);
            VmSpec.Disk disk = places.at(target, "disk");
            VmSpec.Disk grown = new VmSpec.Disk(
                    disk.pool(),
                    disk.volume(),
                    disk.format(),
                    disk.device(),
                    disk.bus(),
                    target,
                    sizeGb * VmVolumes.GIB);
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(places.replacing(disk, grown)));
            return new Work(
                    new GrowDisk.Params(change, disk.define(), sizeGb),
                    "Grow disk " + target + " of VM " + vm.name() + " to " + sizeGb + " GiB");
        });
    }

    /**
     * Moves a disk into another storage pool of its host, while the VM runs if it does. {@code NOT_FOUND} when the VM has none
     * at that target, or the host no such pool; {@code CONFLICT} when it is there already; the result fails with
     * {@code CONFLICT} when snapshots, overlays or other VMs hold the disk, or the pool has no room.
     */
    public Pending<Vm> move(Caller caller, UUID vmId, String target, String pool) {
        record Request(String target, String pool) {}
        new Checks().hostname("pool", pool).done();
        return verbs.accept(caller, MoveDisk.TYPE, vmId, new Request(target, pool), (tx, vm) -> {
            DiskPlaces places = new DiskPlaces(vm);
            VmSpec.Disk disk = places.at(target, "disk");
            if (pool.equals(disk.pool())) {
                throw KloigosException.conflict(
                        "Disk " + target + " of VM " + vm.name() + " is in pool " + pool + " already.");
            }
            DiskSpec from = disk.define();
            TrashRecords.refuse(tx, vm.hostId(), pool, from.volume());
            VmSpec.Disk moved = new VmSpec.Disk(
                    pool,
                    from.volume(),
                    formatIn(vm.hostId(), pool, from.format()).word(),
                    disk.device(),
                    disk.bus(),
                    target,
                    disk.sizeBytes());
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(places.replacing(disk, moved)));
            return new Work(
                    new MoveDisk.Params(change, from, moved.define(), isRunning(vm)),
                    "Move disk " + target + " of VM " + vm.name() + " to pool " + pool);
        });
    }

    private static boolean isRunning(Vm vm) {
        PowerState state = vm.lastState();
        return state != null && state != PowerState.STOPPED && state != PowerState.CRASHED;
    }

    /** A pool of block devices holds raw disks. */
    private VolumeFormat formatIn(String hostId, String pool, VolumeFormat format) {
        StoragePool there = inventory.pools(hostId).stream()
                .filter(each -> each.name().equals(pool))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("storage pool on " + hostId + ",", pool));
        return POOLS_OF_FILES.contains(there.type()) ? format : VolumeFormat.RAW;
    }

    /**
     * Puts a volume into a CD-ROM drive, in place of what is in it. {@code CONFLICT} without a drive; the result fails with
     * {@code NOT_FOUND} without the volume.
     *
     * @param drive the drive's target; null for an empty one, or else the last one
     * @param volume null to take out what is in it
     */
    public Pending<Vm> changeMedium(
            Caller caller, UUID vmId, @Nullable String drive, String pool, @Nullable String volume) {
        record Request(
                @Nullable String drive,
                String pool,
                @Nullable String volume) {}
        new Checks().text("pool", pool, 255).optionalText("volume", volume, 255).done();
        if (!caller.scope().all()) {
            Own.checkMedium(volume);
        }
        return verbs.accept(caller, ChangeMedium.TYPE, vmId, new Request(drive, pool, volume), (tx, vm) -> {
            DiskPlaces places = new DiskPlaces(vm);
            VmSpec.Disk before = volume == null ? places.loadedDrive(drive) : places.drive(drive);
            VmSpec.Disk after = new VmSpec.Disk(
                    volume == null ? null : pool,
                    volume,
                    volume == null ? before.format() : VolumeFormat.RAW.word(),
                    "cdrom",
                    before.bus(),
                    before.target(),
                    null);
            VmChange change = VmChange.of(vm, vm.wanted().withSpec(places.replacing(before, after)));
            return new Work(
                    new ChangeMedium.Params(change, String.valueOf(after.target()), medium(before), medium(after)),
                    volume == null
                            ? "Empty drive " + after.target() + " of VM " + vm.name()
                            : "Put " + volume + " into drive " + after.target() + " of VM " + vm.name());
        });
    }

    /**
     * Gives a VM that is off a new first disk, made from an image. The VM
     * keeps all else, its seed included, so that its guest is set up as when it was made. {@code NOT_FOUND} when its host has
     * no such image; {@code CONFLICT} when its first disk was not made for it; the result fails with {@code CONFLICT} while it
     * runs, has snapshots, or something is built on its disk.
     *
     * @param image its name, {@code name:version}, or {@code name:latest}
     * @param volume what becomes of the old disk's
     */
    public Pending<Vm> deploy(Caller caller, UUID vmId, String image, VmDisks volume) {
        record Request(String image, VmDisks volume) {}
        new Checks().text("image", image, 255).done();
        return verbs.accept(caller, DeployImage.TYPE, vmId, new Request(image, volume), (tx, vm) -> {
            Image from = images.newestOn(tx, image, vm.hostId())
                    .orElseThrow(() -> KloigosException.notFound("image on " + vm.hostId() + ",", image));
            VmSpec spec = vm.requireSpec();
            VmSpec.Disk old = spec.disks().stream()
                    .filter(disk -> disk.device().equals("disk"))
                    .findFirst()
                    .filter(disk -> VmVolumes.isOwn(vmId, disk))
                    .orElseThrow(() -> KloigosException.conflict("VM " + vm.name()
                            + " has no first disk that was made for it alone: nothing is put in its place."));
            long bytes = Math.max(Objects.requireNonNullElse(old.sizeBytes(), 0L), from.virtualSizeBytes());
            VmSpec.Disk fresh = new VmSpec.Disk(
                    ImageService.POOL,
                    VmVolumes.disk(vmId, caller.newId(List.of(vmId, vm.generation(), image)), VolumeFormat.QCOW2),
                    VolumeFormat.QCOW2.word(),
                    old.device(),
                    old.bus(),
                    old.target(),
                    bytes);
            WantedVm after = vm.wanted().withImage(from.reference(), new DiskPlaces(vm).replacing(old, fresh));
            return new Work(
                    new DeployImage.Params(
                            VmChange.of(vm, after),
                            old.define(),
                            fresh.define(),
                            from.volume(),
                            bytes,
                            volume != VmDisks.KEEP,
                            volume == VmDisks.TRASH ? trashed(caller, vm, old) : null),
                    "Deploy " + from.reference() + " to VM " + vm.name());
        });
    }

    /** Null where there is no trash. */
    private @Nullable Trashed trashed(Caller caller, Vm vm, VmSpec.Disk disk) {
        return deadlines.off()
                ? null
                : deadlines.trashed(
                        caller.newId(List.of(vm.vmId(), vm.generation(), disk)),
                        vm.hostId(),
                        String.valueOf(disk.pool()),
                        String.valueOf(disk.volume()),
                        caller.actor());
    }

    private static @Nullable DiskSpec medium(VmSpec.Disk disk) {
        return disk.volume() == null ? null : disk.define();
    }
}
