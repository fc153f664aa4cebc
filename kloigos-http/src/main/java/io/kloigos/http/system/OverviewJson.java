package io.kloigos.http.system;

import io.kloigos.core.overview.Overview;
import io.kloigos.core.server.PoolCounts;
import io.swagger.v3.oas.annotations.media.Schema;

/** What there is altogether. */
@Schema(name = "Overview")
record OverviewJson(
        HostsJson hosts,
        VmsJson vms,
        PoolCounts pool,
        ProjectsJson projects,
        TotalJson events,
        TasksJson tasks,
        TotalJson policies) {
    /** Hosts in figures; ready are those that take new VMs now. */
    @Schema(name = "OverviewHosts")
    record HostsJson(long total, long ready, long unreachable, long totalCpuCores, long totalMemoryMb) {}

    /** VMs in figures; unobserved are those on hosts that cannot be seen now. */
    @Schema(name = "OverviewVms")
    record VmsJson(long total, long running, long unobserved, long cpuCores, long memoryMb) {}

    /** What all projects may have together, as far as they have limits. */
    @Schema(name = "OverviewProjects")
    record ProjectsJson(long total, long quotaCpuCores, long quotaMemoryMb, long quotaVmLimit) {}

    /** Tasks in figures. */
    @Schema(name = "OverviewTasks")
    record TasksJson(long total, long waiting, long running, long failed) {}

    /** How many there are. */
    @Schema(name = "OverviewTotal")
    record TotalJson(long total) {}

    static OverviewJson of(Overview all, PoolCounts pool) {
        Overview.Hosts hosts = all.hosts();
        Overview.Vms vms = all.vms();
        Overview.Tasks tasks = all.tasks();
        Overview.Projects projects = all.projects();
        return new OverviewJson(
                new HostsJson(
                        hosts.total(),
                        hosts.ready(),
                        hosts.unreachable(),
                        hosts.totalCpuCores(),
                        hosts.totalMemoryMb()),
                new VmsJson(vms.total(), vms.running(), vms.unobserved(), vms.cpuCores(), vms.memoryMb()),
                pool,
                new ProjectsJson(
                        projects.total(), projects.quotaCpuCores(), projects.quotaMemoryMb(), projects.quotaVmLimit()),
                new TotalJson(all.events()),
                new TasksJson(tasks.total(), tasks.waiting(), tasks.running(), tasks.failed()),
                new TotalJson(all.policies()));
    }
}
