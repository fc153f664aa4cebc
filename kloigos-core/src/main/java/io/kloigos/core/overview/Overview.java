package io.kloigos.core.overview;

import org.jspecify.annotations.Nullable;

/** What there is altogether. */
public record Overview(Hosts hosts, Vms vms, Projects projects, long events, Tasks tasks, long policies) {
    /** @param ready those that take new VMs now */
    public record Hosts(long total, long ready, long unreachable, long totalCpuCores, long totalMemoryMb) {}

    /** @param unobserved those on hosts that cannot be seen now */
    public record Vms(long total, long running, long unobserved, long cpuCores, long memoryMb) {}

    /** What all projects may have together, as far as they have limits. */
    public record Projects(long total, long quotaCpuCores, long quotaMemoryMb, long quotaVmLimit) {}

    /**
     * The tasks that have not ended.
     *
     * @param running those that are being undone too
     * @param undecided those that wait for an approval
     */
    public record Open(long running, long waiting, long undecided) {}

    /**
     * @param running those that are being undone too
     * @param oldestWaitingSeconds for how long the oldest that could be taken waits to be; null when none does
     */
    public record Tasks(
            long total,
            long waiting,
            long running,
            long failed,
            @Nullable Long oldestWaitingSeconds) {}
}
