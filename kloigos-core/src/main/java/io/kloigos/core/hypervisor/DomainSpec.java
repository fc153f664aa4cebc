package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A domain as we want it defined.
 *
 * @param memoryMb memory in MiB
 * @param hardware what its machine is like
 * @param stamp our mark, written into the domain's metadata
 */
public record DomainSpec(
        UUID vmId,
        String name,
        int cpuCores,
        long memoryMb,
        List<DiskSpec> disks,
        List<NicSpec> nics,
        Hardware hardware,
        Stamp stamp) {
    public DomainSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }

    /** One whose machine is left to the host. */
    public DomainSpec(
            UUID vmId,
            String name,
            int cpuCores,
            long memoryMb,
            List<DiskSpec> disks,
            List<NicSpec> nics,
            Stamp stamp) {
        this(vmId, name, cpuCores, memoryMb, disks, nics, Hardware.ANY, stamp);
    }

    /**
     * A disk taken from a storage pool.
     *
     * @param bus null for virtio, or the machine's own bus for a CD-ROM
     * @param target the guest's name of it, such as {@code vda}; null for the next free one of its bus
     */
    public record DiskSpec(
            String pool,
            String volume,
            VolumeFormat format,
            Device device,
            @Nullable DiskBus bus,
            @Nullable String target) {
        /** One whose place is left to the host. */
        public DiskSpec(String pool, String volume, VolumeFormat format, Device device) {
            this(pool, volume, format, device, null, null);
        }
    }

    /** How the guest sees a disk: a writable one, or a read-only CD-ROM. */
    public enum Device {
        DISK,
        CDROM
    }

    /**
     * An interface on a libvirt network.
     *
     * @param model null for virtio
     * @param address the IP address that is kept for it; null for any
     */
    public record NicSpec(
            String network,
            String mac,
            @Nullable NicModel model,
            @Nullable String address) {
        /** A virtio interface with whatever address it gets. */
        public NicSpec(String network, String mac) {
            this(network, mac, null, null);
        }
    }
}
