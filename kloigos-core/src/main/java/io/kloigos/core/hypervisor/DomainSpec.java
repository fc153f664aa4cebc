package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.UUID;

/**
 * A domain as we want it defined.
 *
 * @param memoryMb memory in MiB
 * @param stamp our mark, written into the domain's metadata
 */
public record DomainSpec(
        UUID vmId, String name, int cpuCores, long memoryMb, List<DiskSpec> disks, List<NicSpec> nics, Stamp stamp) {
    public DomainSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** A disk taken from a storage pool. */
    public record DiskSpec(String pool, String volume, VolumeFormat format, Device device) {}

    /** How the guest sees a disk: a writable virtio disk, or a read-only CD-ROM. */
    public enum Device {
        DISK,
        CDROM
    }

    /** A virtio interface on a libvirt network. */
    public record NicSpec(String network, String mac) {}
}
