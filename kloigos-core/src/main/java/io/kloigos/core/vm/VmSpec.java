package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.VolumeFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a VM is made of as wanted, beside its name, CPUs and memory.
 *
 * @param autostart whether it starts with its host
 * @param hardware what its machine is like; may be missing in a record from before that was kept
 */
public record VmSpec(List<Disk> disks, List<NicSpec> nics, boolean autostart, Hardware hardware) {
    private static final long MIB = 1 << 20;

    public VmSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        hardware = Objects.requireNonNullElse(hardware, Hardware.ANY);
    }

    /** One whose machine is left to the host. */
    public VmSpec(List<Disk> disks, List<NicSpec> nics, boolean autostart) {
        this(disks, nics, autostart, Hardware.ANY);
    }

    /** What its disks were asked to hold, in MiB; those of unknown size count nothing. */
    long storageMb() {
        long bytes = disks.stream()
                .filter(disk -> disk.device().equals("disk"))
                .map(Disk::sizeBytes)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
        return (bytes + MIB - 1) / MIB;
    }

    /** The same with the size of its first disk, where that is ours and its size was left to its image. */
    VmSpec withRootSize(UUID vmId, long bytes) {
        return withDisks(disks.stream()
                .map(disk -> VmVolumes.root(vmId).equals(disk.volume()) && disk.sizeBytes() == null
                        ? disk.withSize(bytes)
                        : disk)
                .toList());
    }

    public VmSpec withDisks(List<Disk> others) {
        return new VmSpec(others, nics, autostart, hardware);
    }

    public VmSpec withNics(List<NicSpec> others) {
        return new VmSpec(disks, others, autostart, hardware);
    }

    VmSpec withAutostart(boolean starts) {
        return new VmSpec(disks, nics, starts, hardware);
    }

    /**
     * A disk.
     *
     * @param pool its storage pool; null when it is not in one, and {@code volume} is its path on the host
     * @param volume null for an empty drive
     * @param format {@code qcow2}, {@code raw}, …; null when the host decides
     * @param device {@code disk}, {@code cdrom}, …
     * @param bus null for the usual one
     * @param target the guest's name of it, such as {@code vda}; null for the next free one of its bus
     * @param sizeBytes what the guest sees of it; null where that is not known
     */
    public record Disk(
            @Nullable String pool,
            @Nullable String volume,
            @Nullable String format,
            String device,
            @Nullable DiskBus bus,
            @Nullable String target,
            @Nullable Long sizeBytes) {
        /** One whose place is left to the host. */
        public Disk(@Nullable String pool, @Nullable String volume, @Nullable String format, String device) {
            this(pool, volume, format, device, null, null, null);
        }

        /** The same on another volume of its pool. */
        public Disk withVolume(String other) {
            return new Disk(pool, other, format, device, bus, target, sizeBytes);
        }

        /** The same of that size. */
        public Disk withSize(long bytes) {
            return new Disk(pool, volume, format, device, bus, target, bytes);
        }

        /** Whether it is the same thing on the host, however it is plugged in. */
        public boolean isSameAs(Disk other) {
            return Objects.equals(pool, other.pool)
                    && Objects.equals(volume, other.volume)
                    && device.equals(other.device);
        }

        /**
         * Where it is found on the host.
         *
         * @param poolPaths the folders of the host's pools by their names
         * @return null for an empty drive, and when the host has not told where its pool is
         */
        public @Nullable String path(Map<String, String> poolPaths) {
            if (pool == null || volume == null) {
                return volume;
            }
            String folder = poolPaths.get(pool);
            return folder == null ? null : folder.replaceFirst("/+$", "") + "/" + volume;
        }

        boolean isEmptyDrive() {
            return volume == null && device.equals("cdrom");
        }

        /** Its name as people write it. */
        public String words() {
            return volume == null ? "an empty " + device : pool == null ? volume : pool + "/" + volume;
        }

        /** The disk to define. {@code CONFLICT} when that cannot be told. */
        public DiskSpec define() {
            if (pool == null || volume == null || format == null) {
                throw KloigosException.conflict("Its disk " + words()
                        + " is not a volume of a storage pool: only a person can define this VM again.");
            }
            return new DiskSpec(pool, volume, formatOf(format), deviceOf(device), bus, target);
        }

        private static VolumeFormat formatOf(String word) {
            for (VolumeFormat known : VolumeFormat.values()) {
                if (known.word().equals(word)) {
                    return known;
                }
            }
            throw KloigosException.conflict("Its disk format " + word + " is none that we define.");
        }

        private static Device deviceOf(String word) {
            return switch (word) {
                case "disk" -> Device.DISK;
                case "cdrom" -> Device.CDROM;
                default -> throw KloigosException.conflict("Its device " + word + " is none that we define.");
            };
        }
    }

    /** The domain to define for a VM. {@code CONFLICT} when it has a disk that we cannot define. */
    /** Whether it has a drive that holds nothing. */
    public boolean hasEmptyDrive() {
        return disks.stream().anyMatch(Disk::isEmptyDrive);
    }

    DomainSpec domain(Vm vm) {
        return new DomainSpec(
                vm.vmId(),
                vm.domainName(),
                vm.cpuCores(),
                vm.memoryMb(),
                disks.stream()
                        .filter(disk -> !disk.isEmptyDrive())
                        .map(Disk::define)
                        .toList(),
                nics,
                hardware,
                vm.stamp());
    }
}
