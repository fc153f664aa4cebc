package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.UUID;

/** Copies of the disks of a host's domains. */
@Hypervisor.Part
public interface BackupsOfHost {
    /**
     * Copies disks of a domain, running or not, all as of the same moment, into new qcow2 volumes that stand alone. Blocks
     * until they are complete; what an earlier attempt left of them is replaced. {@code NOT_FOUND} without the domain or
     * the pool, {@code CONFLICT} when the pool is not one of files.
     */
    void copyDisks(UUID vmId, String pool, List<DiskCopy> copies);

    /** Breaks off such a copying, if one goes on. */
    void breakOff(UUID vmId);
}
