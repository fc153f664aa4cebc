package io.kloigos.ssh.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.DiskTargets;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Volume;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk as the domain's description names it: by its path, so that a backing chain is found without its pool.
 *
 * @param block whether the path is a block device
 */
public record AttachedDisk(String path, boolean block, boolean cdrom, String format, String target, String bus) {

    /** Gives each disk its place: the one that was asked for, else the next free one of its bus. */
    static List<AttachedDisk> attach(List<DiskSpec> disks, List<Volume> volumes, String cdromBus) {
        Set<String> taken = disks.stream()
                .map(DiskSpec::target)
                .filter(Objects::nonNull)
                .collect(Collectors.toCollection(HashSet::new));
        List<AttachedDisk> attached = new ArrayList<>();
        for (int i = 0; i < disks.size(); i++) {
            attached.add(attach(disks.get(i), volumes.get(i).path(), cdromBus, taken));
        }
        return attached;
    }

    private static AttachedDisk attach(DiskSpec disk, String path, String cdromBus, Set<String> taken) {
        if (!path.startsWith("/")) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED,
                    "Pool '" + disk.pool() + "' keeps its volumes neither in files nor on block devices.");
        }
        boolean cdrom = disk.device() == Device.CDROM;
        String bus = bus(disk.bus(), cdrom, cdromBus);
        String target = disk.target() == null ? DiskTargets.free(prefix(bus), taken) : disk.target();
        taken.add(target);
        return new AttachedDisk(
                path, path.startsWith("/dev/"), cdrom, disk.format().word(), target, bus);
    }

    /** The bus that was asked for; else virtio, and the machine's own for a CD-ROM. */
    static String bus(@Nullable DiskBus asked, boolean cdrom, String cdromBus) {
        return asked != null ? asked.word() : cdrom ? cdromBus : DiskBus.VIRTIO.word();
    }

    /** What the names of disks on that bus begin with. */
    static String prefix(String bus) {
        return Stream.of(DiskBus.values())
                .filter(known -> known.word().equals(bus))
                .map(DiskBus::prefix)
                .findFirst()
                .orElse("sd");
    }
}
