package io.kloigos.core.vm.placement;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a VM needs of a host.
 *
 * @param projectId the project that it is for, whose VMs alone it is kept with or away from; null for none, and all
 * @param memoryMb in MiB
 * @param image an image that is on the host, or a volume in its default pool; null for none
 * @param networks that the host must have, and which must be active
 * @param numaNode a NUMA cell that it must have; null for any
 */
public record Need(
        String name,
        @Nullable String projectId,
        int cpuCores,
        long memoryMb,
        @Nullable String image,
        List<String> networks,
        @Nullable Integer numaNode,
        PlacementRule rule) {
    public Need {
        networks = List.copyOf(networks);
    }
}
