package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DiskTargets;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a VM's disks are plugged in: as its host reported it, and as it is wanted where that says so. */
final class DiskPlaces {
    private final Vm vm;
    private final VmSpec spec;
    private final List<Domain.Disk> there;

    DiskPlaces(Vm vm) {
        this.vm = vm;
        this.spec = vm.requireSpec();
        Domain domain = vm.observed();
        if (domain == null) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " has no domain on " + vm.hostId() + " as last seen. Try again once it has.");
        }
        this.there = Stream.concat(domain.disks().stream(), domain.next().disks().stream())
                .distinct()
                .toList();
    }

    /** The target that was asked for, or the next free one. {@code CONFLICT} when it is taken. */
    String free(DiskRequest request) {
        TreeSet<String> taken =
                new TreeSet<>(there.stream().map(Domain.Disk::target).toList());
        spec.disks().stream().map(VmSpec.Disk::target).filter(Objects::nonNull).forEach(taken::add);
        String asked = request.target();
        if (asked == null) {
            return DiskTargets.free(request.wantedBus().prefix(), taken);
        }
        if (taken.contains(asked)) {
            throw KloigosException.conflict("VM " + vm.name() + " has a disk " + asked + " already.");
        }
        return asked;
    }

    /** The wanted disk at that target, with the target said. {@code NOT_FOUND} without one. */
    VmSpec.Disk at(String target, String device) {
        return spec.disks().stream()
                .filter(disk -> target.equals(disk.target()) && disk.device().equals(device))
                .findFirst()
                .or(() -> there.stream()
                        .filter(disk ->
                                disk.target().equals(target) && disk.device().equals(device))
                        .findFirst()
                        .flatMap(this::wanted))
                .map(disk -> at(disk, target))
                .orElseThrow(() -> KloigosException.notFound(device + " of VM " + vm.name() + ":", target));
    }

    /** The drive to fill: the one that was named, else an empty one, else the last one. {@code CONFLICT} without any. */
    VmSpec.Disk drive(@Nullable String named) {
        List<Domain.Disk> drives = drives(named);
        return wantedDrive(drives.stream()
                .filter(disk -> disk.source() == null)
                .findFirst()
                .orElse(drives.get(drives.size() - 1)));
    }

    /** The drive to empty: the one that was named, else the last one with something in it. {@code CONFLICT} without any. */
    VmSpec.Disk loadedDrive(@Nullable String named) {
        List<Domain.Disk> drives = drives(named);
        return wantedDrive(drives.stream()
                .filter(disk -> disk.source() != null)
                .reduce((first, second) -> second)
                .orElse(drives.get(drives.size() - 1)));
    }

    private List<Domain.Disk> drives(@Nullable String named) {
        List<Domain.Disk> drives = there.stream()
                .filter(disk -> disk.device().equals("cdrom"))
                .filter(disk -> named == null || disk.target().equals(named))
                .toList();
        if (drives.isEmpty()) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " has no CD-ROM drive" + (named == null ? "." : " " + named + "."));
        }
        return drives;
    }

    private VmSpec.Disk wantedDrive(Domain.Disk drive) {
        return wanted(drive)
                .map(disk -> at(disk, drive.target()))
                .orElseThrow(() -> KloigosException.conflict("What is in drive " + drive.target() + " of VM "
                        + vm.name() + " is not what is wanted: mend or adopt the drift first."));
    }

    private Optional<VmSpec.Disk> wanted(Domain.Disk disk) {
        return spec.disks().stream()
                .filter(each -> each.device().equals(disk.device())
                        && (disk.target().equals(each.target())
                                || Objects.equals(each.path(vm.poolPaths()), disk.source())))
                .findFirst();
    }

    private static VmSpec.Disk at(VmSpec.Disk disk, String target) {
        return new VmSpec.Disk(
                disk.pool(), disk.volume(), disk.format(), disk.device(), disk.bus(), target, disk.sizeBytes());
    }

    /** What is wanted with one disk more. */
    VmSpec with(VmSpec.Disk added) {
        List<VmSpec.Disk> disks = new ArrayList<>(spec.disks());
        disks.add(added);
        return spec.withDisks(disks);
    }

    /** What is wanted without that disk. */
    VmSpec without(VmSpec.Disk gone) {
        return replacing(gone, null);
    }

    /** What is wanted with another one in a disk's place; null for none. */
    VmSpec replacing(VmSpec.Disk old, VmSpec.@Nullable Disk by) {
        List<VmSpec.Disk> disks = new ArrayList<>();
        for (VmSpec.Disk disk : spec.disks()) {
            boolean same = disk.isSameAs(old)
                    && (disk.target() == null || disk.target().equals(old.target()));
            if (!same) {
                disks.add(disk);
            } else if (by != null) {
                disks.add(by);
            }
        }
        return spec.withDisks(disks);
    }
}
