package io.kloigos.http.web.host;

import io.kloigos.core.host.Host;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.HostFacts.NumaNode;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.vm.Vm;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The cores and the memory of a host by its NUMA cells, with the VMs that are pinned to each.
 *
 * @param anywhere VMs that run on whatever cells the host gives them
 */
public record NumaMap(List<Cell> cells, List<Vm> anywhere) {
    /**
     * One cell and what is pinned to it.
     *
     * @param vcpus the CPUs of the VMs here; there may be more of them than cores
     * @param percent how much of its memory they take
     */
    public record Cell(NumaNode node, List<Vm> vms, int vcpus, long usedMemoryMb, int percent) {
        /** How many of its cores there is a CPU of a VM for, in percent, 100 at most. */
        public int cpuPercent() {
            return node.cpus().isEmpty()
                    ? 0
                    : Math.min(100, 100 * vcpus / node.cpus().size());
        }

        static Cell of(NumaNode node, List<Vm> running) {
            List<Vm> here = running.stream()
                    .filter(vm -> Integer.valueOf(node.id()).equals(cell(vm)))
                    .toList();
            long used = here.stream().mapToLong(Vm::memoryMb).sum();
            int percent = node.memoryMb() == 0 ? 0 : (int) Math.min(100, 100 * used / node.memoryMb());
            return new Cell(node, here, here.stream().mapToInt(Vm::cpuCores).sum(), used, percent);
        }
    }

    static @Nullable NumaMap of(Host host, List<Vm> vms) {
        HostFacts facts = host.facts();
        if (facts == null || facts.numaNodes().isEmpty()) {
            return null;
        }
        List<Vm> running =
                vms.stream().filter(vm -> vm.lastState() == PowerState.RUNNING).toList();
        return new NumaMap(
                facts.numaNodes().stream().map(node -> Cell.of(node, running)).toList(),
                running.stream().filter(vm -> cell(vm) == null).toList());
    }

    private static @Nullable Integer cell(Vm vm) {
        Hardware.NumaPinning pinning =
                vm.spec() == null ? null : vm.spec().hardware().numa();
        return pinning == null ? null : pinning.node();
    }
}
