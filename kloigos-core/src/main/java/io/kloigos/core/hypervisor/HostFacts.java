package io.kloigos.core.hypervisor;

import java.util.List;

/**
 * What a host says of itself.
 *
 * @param hostUuid libvirt's host UUID
 * @param cpuCores logical CPUs
 * @param memoryMb memory in MiB
 * @param kvm whether hardware virtualisation is offered ({@code <domain type='kvm'>})
 */
public record HostFacts(
        String hostUuid,
        String hostname,
        int cpuCores,
        long memoryMb,
        List<NumaNode> numaNodes,
        String libvirtVersion,
        String qemuVersion,
        boolean kvm) {
    public HostFacts {
        numaNodes = List.copyOf(numaNodes);
    }

    /** One NUMA cell: its index, its logical CPU numbers, its memory in MiB. */
    public record NumaNode(int id, List<Integer> cpus, long memoryMb) {
        public NumaNode {
            cpus = List.copyOf(cpus);
        }
    }
}
