package io.kloigos.http.host;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Contact;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a host is, as of the last look at it. */
@Schema(name = "HostHealth")
record HostHealthJson(
        String hostId,
        HostStatus status,
        boolean reachable,
        Contact.@Nullable Obstacle obstacle,
        @Nullable String lastError,
        @Nullable Instant unreachableSince,
        @Nullable String libvirtVersion,
        @Nullable String qemuVersion,
        @Nullable Instant lastHeartbeat,
        @Nullable Instant lastSweep) {
    static HostHealthJson of(Host host) {
        return new HostHealthJson(
                host.hostId(),
                host.status(),
                host.isReachable(),
                host.obstacle(),
                host.reason(),
                host.unreachableSince(),
                host.facts() == null ? null : host.facts().libvirtVersion(),
                host.facts() == null ? null : host.facts().qemuVersion(),
                host.lastHeartbeat(),
                host.observedAt());
    }
}
