package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a guest's machine is like, beside its CPUs, memory, disks and interfaces; null leaves it to the host.
 *
 * @param maxCpuCores how many CPUs it can be given while it runs; null for no more than it has
 * @param maxMemoryMb how much memory it can be given while it runs, in MiB; null for no more than it has
 * @param topology how its CPUs are presented; sockets × cores × threads is the most it can have
 * @param numa where on the host it is kept
 * @param machine libvirt's word for it, such as {@code q35}
 * @param cpuModel a model that libvirt knows, or {@code host-model}, {@code host-passthrough}, {@code maximum}
 */
public record Hardware(
        @Nullable Integer maxCpuCores,
        @Nullable Long maxMemoryMb,
        @Nullable Topology topology,
        @Nullable NumaPinning numa,
        @Nullable Firmware firmware,
        @Nullable String machine,
        @Nullable String cpuModel) {
    /** Whatever the host thinks best. */
    public static final Hardware ANY = new Hardware(null, null, null, null, null, null, null);

    /** CPUs as the guest sees them. */
    public record Topology(int sockets, int cores, int threads) {
        public int cpus() {
            return sockets * cores * threads;
        }
    }

    /**
     * One NUMA cell of the host.
     *
     * @param cpus its logical CPUs, on which all of the guest's run
     */
    public record NumaPinning(int node, List<Integer> cpus) {
        public NumaPinning {
            cpus = List.copyOf(cpus);
        }
    }

    /** What the guest boots with. */
    public enum Firmware {
        BIOS,
        UEFI;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The most CPUs that a guest which has these can be given. */
    public int mostCpus(int cpuCores) {
        return maxCpuCores == null ? cpuCores : maxCpuCores;
    }

    /** The most memory in MiB that a guest which has this can be given. */
    public long mostMemoryMb(long memoryMb) {
        return maxMemoryMb == null ? memoryMb : maxMemoryMb;
    }
}
