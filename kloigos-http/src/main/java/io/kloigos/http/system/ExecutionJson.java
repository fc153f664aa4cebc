package io.kloigos.http.system;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.HostFacts;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How work is carried out on the hosts, and what each of them can carry out. */
@Schema(name = "Execution")
record ExecutionJson(String backend, int count, List<HostJson> hosts) {
    /**
     * A host; what it never told is null.
     *
     * @param executable whether changes can be made there now
     * @param takesNewVms whether new VMs are placed there
     * @param migrationTargets how many other hosts its VMs could move to now, as far as their state goes
     */
    @Schema(name = "HostExecution")
    record HostJson(
            String hostId,
            HostStatus status,
            boolean executable,
            boolean takesNewVms,
            @Nullable String reason,
            String libvirtUri,
            @Nullable String libvirtVersion,
            @Nullable String qemuVersion,
            @Nullable Boolean hardwareVirtualization,
            int cpuCores,
            long memoryMb,
            @Nullable Integer numaNodes,
            long migrationTargets,
            @Nullable Instant observedAt) {}

    static ExecutionJson of(List<Host> hosts) {
        return new ExecutionJson(
                "virsh over SSH",
                hosts.size(),
                hosts.stream().map(host -> of(host, hosts)).toList());
    }

    private static HostJson of(Host host, List<Host> all) {
        HostFacts facts = host.facts();
        return new HostJson(
                host.hostId(),
                host.status(),
                host.isReachable() && host.status() != HostStatus.DISABLED,
                host.status() == HostStatus.READY,
                host.reason(),
                host.libvirtUri(),
                facts == null ? null : facts.libvirtVersion(),
                facts == null ? null : facts.qemuVersion(),
                facts == null ? null : facts.kvm(),
                host.cpuCores(),
                host.memoryMb(),
                facts == null ? null : facts.numaNodes().size(),
                all.stream()
                        .filter(other -> !other.hostId().equals(host.hostId()))
                        .filter(other -> other.status() == HostStatus.READY)
                        .count(),
                host.observedAt());
    }
}
