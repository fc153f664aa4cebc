package io.kloigos.core.vm.placement;

import java.util.List;

/**
 * Whether a host can take a VM.
 *
 * @param freeCpuCores that it has left, overcommitment counted in
 * @param freeMemoryMb the same in MiB
 * @param reasons why not; empty when it can
 */
public record HostFit(String hostId, long freeCpuCores, long freeMemoryMb, List<String> reasons) {
    public HostFit {
        reasons = List.copyOf(reasons);
    }

    public boolean fits() {
        return reasons.isEmpty();
    }
}
