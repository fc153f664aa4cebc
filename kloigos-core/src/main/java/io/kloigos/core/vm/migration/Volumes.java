package io.kloigos.core.vm.migration;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.MigrationOrder;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.VolumeGuard;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The volumes of a VM that moves, on both hosts: of the same names, in pools of the same names. */
final class Volumes {
    private final Move move;
    private final Hypervisor source;
    private final Hypervisor target;

    Volumes(Move move, Stage stage) {
        this.move = move;
        this.source = move.source(stage);
        this.target = move.target(stage);
    }

    Volume at(VmSpec.Disk disk) {
        return source.volume(pool(disk), name(disk))
                .orElseThrow(() -> KloigosException.notFound("volume on " + move.hostId() + ",", disk.words()));
    }

    /** Makes room for the disks that the guest writes to: overlays of their bases, where they have one. */
    void makeRoom() {
        move.written().forEach(disk -> {
            Volume there = at(disk);
            target.createVolume(
                    new VolumeSpec(pool(disk), name(disk), format(there), there.capacityBytes(), base(there)));
        });
    }

    /** The name of the base on the other host, which must have it. */
    private @Nullable String base(Volume overlay) {
        String path = overlay.backingPath();
        return path == null ? null : baseThere(overlay, path).name();
    }

    /** {@code CONFLICT} when the other host has not the same base in the same place. */
    Volume baseThere(Volume overlay, String path) {
        Optional<Volume> here = source.volumes(overlay.pool()).stream()
                .filter(volume -> volume.path().equals(path))
                .findFirst();
        return target.volumes(overlay.pool()).stream()
                .filter(volume -> volume.path().equals(path))
                .filter(volume ->
                        here.isEmpty() || volume.capacityBytes() == here.get().capacityBytes())
                .findFirst()
                .orElseThrow(() -> KloigosException.conflict("Volume " + overlay.name() + " is built on " + path
                        + ", which host " + move.targetHostId() + " has not. Load that image there first."));
    }

    /** Copies the CD-ROMs that were made for the VM. */
    void copyMedia() {
        move.media().stream().filter(this::isOwn).forEach(disk -> copy(disk, null));
    }

    /** Copies the disks that the guest writes to, while it does not. */
    void copyDisks() {
        move.written().forEach(disk -> copy(disk, base(at(disk))));
    }

    /** A copy that was broken off is made again from its first byte. */
    private void copy(VmSpec.Disk disk, @Nullable String base) {
        Volume there = at(disk);
        Content content = source.storage().content(pool(disk), name(disk));
        long capacity = format(there) == VolumeFormat.RAW ? content.sizeBytes() : there.capacityBytes();
        target.createVolume(new VolumeSpec(pool(disk), name(disk), format(there), capacity, base));
        target.upload(pool(disk), name(disk), content);
    }

    /** Deletes what was put on the other host. */
    void removeCopies() {
        move.disks().stream()
                .filter(disk -> isOwn(disk) || !disk.device().equals("cdrom"))
                .forEach(disk -> target.deleteVolume(pool(disk), name(disk)));
    }

    /** Deletes what the VM left behind, as far as it was made for it alone: a seed that was taken out of its drive too. */
    void removeOriginals() {
        VolumeGuard guard = new VolumeGuard(source);
        move.disks().stream().filter(this::isOwn).forEach(disk -> guard.delete(pool(disk), name(disk)));
        guard.delete(ImageService.POOL, VmVolumes.seed(move.vmId()));
    }

    /** How the disks are to be copied while the guest runs. */
    MigrationOrder.Disks disks() {
        if (!move.copied()) {
            return MigrationOrder.Disks.SHARED;
        }
        boolean overlays = move.written().stream().anyMatch(disk -> at(disk).backingPath() != null);
        return overlays ? MigrationOrder.Disks.COPIED_ABOVE_BASE : MigrationOrder.Disks.COPIED;
    }

    boolean isOwn(VmSpec.Disk disk) {
        return VmVolumes.isOwn(move.vmId(), disk);
    }

    private static VolumeFormat format(Volume volume) {
        return volume.format().equals("qcow2") ? VolumeFormat.QCOW2 : VolumeFormat.RAW;
    }

    private static String pool(VmSpec.Disk disk) {
        return Objects.requireNonNull(disk.pool());
    }

    private static String name(VmSpec.Disk disk) {
        return Objects.requireNonNull(disk.volume());
    }
}
