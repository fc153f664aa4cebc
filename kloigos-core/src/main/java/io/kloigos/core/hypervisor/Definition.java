package io.kloigos.core.hypervisor;

import java.util.List;

/**
 * What a domain is made of.
 *
 * @param memoryMb in MiB
 */
public record Definition(int cpuCores, long memoryMb, List<Domain.Disk> disks, List<Domain.Nic> nics) {
    public Definition {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
    }
}
