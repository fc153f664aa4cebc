package io.kloigos.core.hypervisor;

import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a domain is made of, changed piece by piece: at once when it runs, and from its next start on.
 *
 * <p>Each is {@code NOT_FOUND} without the domain, {@code CONFLICT} when that carries a foreign stamp or none.
 */
@Hypervisor.Part
public interface DevicesOfDomains {
    /**
     * Gives a domain that runs so many CPUs and so much memory, as far as that can be had without a restart; nothing to do
     * for one that is off. What it is made of from its next start on stays.
     */
    void resizeNow(UUID vmId, String owner, int cpuCores, long memoryMb);

    /**
     * Plugs a disk in, at the target that it names, unless it is there. {@code NOT_FOUND} without its volume,
     * {@code CONFLICT} when the target is taken.
     */
    void attachDisk(UUID vmId, String owner, DiskSpec disk);

    /**
     * Unplugs a disk, if it is there. {@code CONFLICT} when the guest does not let go of it; then it keeps it, also at its
     * next start.
     */
    void detachDisk(UUID vmId, String owner, String target);

    /** Makes a disk larger, unless it is that large. {@code NOT_FOUND} without the volume. */
    void growDisk(UUID vmId, String owner, DiskSpec disk, long bytes);

    /**
     * Puts a volume into a CD-ROM drive, or takes out what is in it. {@code NOT_FOUND} without the drive or the volume.
     *
     * @param medium whose target is the drive's; null to leave it empty
     */
    void changeMedium(UUID vmId, String owner, String target, @Nullable DiskSpec medium);

    /**
     * Plugs an interface in, unless there is one of that MAC; where a guard is defined for it, it stands behind that from the
     * start. {@code NOT_FOUND} without its network.
     */
    void attachNic(UUID vmId, String owner, NicSpec nic);

    /** Unplugs an interface, if it is there. {@code CONFLICT} as {@link #detachDisk}. */
    void detachNic(UUID vmId, String owner, String mac);
}
