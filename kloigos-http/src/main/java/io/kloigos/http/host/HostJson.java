package io.kloigos.http.host;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostFacts;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host on the wire. */
@Schema(name = "Host")
record HostJson(
        String hostId,
        String name,
        String address,
        HostStatus status,
        int cpuCores,
        long memoryMb,
        String libvirtUri,
        @Nullable Instant lastHeartbeat,
        int port,
        String user,
        List<String> tags,
        @Nullable String projectId,
        List<HostFacts.NumaNode> numaNodes,
        @Nullable String libvirtVersion,
        @Nullable String qemuVersion,
        @Nullable Instant observedAt,
        boolean reachable,
        Contact.@Nullable Obstacle obstacle,
        @Nullable String reason,
        @Nullable Instant unreachableSince,
        @Nullable String hostKey,
        @Nullable String offeredKey,
        Instant createdAt,
        @Nullable JumpHostJson jump) {
    static HostJson of(Host host) {
        HostFacts facts = host.facts();
        return new HostJson(
                host.hostId(),
                host.name(),
                host.address(),
                host.status(),
                host.cpuCores(),
                host.memoryMb(),
                host.libvirtUri(),
                host.lastHeartbeat(),
                host.port(),
                host.sshUser(),
                host.tags(),
                host.projectId(),
                facts == null ? List.of() : facts.numaNodes(),
                facts == null ? null : facts.libvirtVersion(),
                facts == null ? null : facts.qemuVersion(),
                host.observedAt(),
                host.isReachable(),
                host.obstacle(),
                host.reason(),
                host.unreachableSince(),
                host.hostKey(),
                host.offeredKey(),
                host.createdAt(),
                JumpHostJson.of(host.jump()));
    }
}
