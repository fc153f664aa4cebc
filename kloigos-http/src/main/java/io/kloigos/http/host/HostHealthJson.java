package io.kloigos.http.host;

import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Contact;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a host is, as of the last look at it.
 *
 * @param sweepMs what the last complete look took
 * @param latencyMs what one question took then
 * @param connectedBy the instance of Kloigos that is connected to it, or tries to be
 */
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
        @Nullable Instant lastSweep,
        @Nullable Integer sweepMs,
        @Nullable Double latencyMs,
        @Nullable UUID connectedBy) {
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
                host.observedAt(),
                host.sweepMs(),
                host.latencyUs() == null ? null : host.latencyUs() / 1000.0,
                host.ownerInstance());
    }
}
