package io.kloigos.ssh.vm;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Volume;
import java.util.ArrayList;
import java.util.List;

/**
 * A disk as the domain's description names it: by its path, so that a backing chain is found without its pool.
 *
 * @param block whether the path is a block device
 */
public record AttachedDisk(String path, boolean block, boolean cdrom, String format, String target, String bus) {

    /** Gives each disk its place: virtio disks from {@code vda}, CD-ROMs on the machine's own bus. */
    static List<AttachedDisk> attach(List<DiskSpec> disks, List<Volume> volumes, String cdromBus) {
        List<AttachedDisk> attached = new ArrayList<>();
        int virtio = 0;
        int cdroms = 0;
        for (int i = 0; i < disks.size(); i++) {
            DiskSpec disk = disks.get(i);
            String path = volumes.get(i).path();
            if (!path.startsWith("/")) {
                throw new KloigosException(
                        ErrorCode.HOST_FAILED,
                        "Pool '" + disk.pool() + "' keeps its volumes neither in files nor on block devices.");
            }
            boolean cdrom = disk.device() == Device.CDROM;
            String target = cdrom ? (cdromBus.equals("ide") ? "hd" : "sd") + letter(cdroms++) : "vd" + letter(virtio++);
            attached.add(new AttachedDisk(
                    path, path.startsWith("/dev/"), cdrom, disk.format().word(), target, cdrom ? cdromBus : "virtio"));
        }
        return attached;
    }

    private static char letter(int index) {
        return (char) ('a' + index);
    }
}
