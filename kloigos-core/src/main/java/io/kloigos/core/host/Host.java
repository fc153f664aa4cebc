package io.kloigos.core.host;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.JumpHost;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A KVM machine that we reach over SSH.
 *
 * @param obstacle what stands in the way of reaching it; null while nothing does
 * @param reason the same as a sentence that says what to do
 * @param hostKey the accepted OpenSSH public key line
 * @param offeredKey the key that it last showed, if that is another one
 * @param cpuCores as registered, else as found
 * @param memoryMb as registered, else as found, in MiB
 * @param facts what it last said of itself; null until it was reached
 * @param lastHeartbeat when it last answered us, or a script of its own reported
 * @param observedAt when it was last completely looked at
 * @param trustFirstKey whether the first key that it shows is accepted
 * @param sweepMs how long that took; null before the first time
 * @param latencyUs how long one question took then, in microseconds
 * @param ownerInstance the engine that is connected to it, or has last been
 * @param jump the machine through which it is reached; null when it is reached directly
 */
public record Host(
        String hostId,
        String name,
        String address,
        int port,
        String sshUser,
        String libvirtUri,
        HostMode mode,
        HostConnection connection,
        Contact.@Nullable Obstacle obstacle,
        @Nullable String reason,
        @Nullable Instant unreachableSince,
        @Nullable String hostKey,
        @Nullable String offeredKey,
        int cpuCores,
        long memoryMb,
        @Nullable HostFacts facts,
        List<String> tags,
        @Nullable String projectId,
        @Nullable Instant lastHeartbeat,
        @Nullable Instant observedAt,
        Instant createdAt,
        boolean trustFirstKey,
        @Nullable Integer sweepMs,
        @Nullable Integer latencyUs,
        @Nullable UUID ownerInstance,
        @Nullable JumpHost jump) {
    public Host {
        tags = List.copyOf(tags);
    }

    public HostStatus status() {
        return HostStatus.of(mode, connection);
    }

    public boolean isReachable() {
        return connection == HostConnection.READY;
    }

    /** How it is reached, with its accepted key or, if that was asked for, trust in the first one. */
    public HostEndpoint endpoint() {
        return new HostEndpoint(
                hostId, address, port, sshUser, libvirtUri, hostKey, trustFirstKey && hostKey == null, jump);
    }

    /** How it is reached once it has shown that key. */
    public HostEndpoint endpointWithKey(String key) {
        return new HostEndpoint(hostId, address, port, sshUser, libvirtUri, key, false, jump);
    }

    /** Whether it is known in a moment if it can be reached: the engine that connects to it has just begun to. */
    public boolean isBeingConnected() {
        return connection == HostConnection.UNREACHABLE && obstacle == null && mode != HostMode.DISABLED;
    }

    /** Throws unless the host may be worked on: it is reachable, or may be in a moment, and not disabled. */
    public void checkReachable() {
        if (!isReachable() && !isBeingConnected()) {
            throw new KloigosException(
                    ErrorCode.HOST_UNREACHABLE,
                    "Host " + hostId + " is " + connection.name().toLowerCase(java.util.Locale.ROOT)
                            + (reason == null ? "." : ": " + reason));
        }
        if (mode == HostMode.DISABLED) {
            throw KloigosException.conflict("Host " + hostId + " is disabled. Mark it ready first.");
        }
    }

    /** Throws unless new VMs may be placed on the host. */
    public void checkTakesNewWork() {
        checkReachable();
        if (mode != HostMode.ACTIVE) {
            throw KloigosException.conflict("Host " + hostId + " is " + status().word()
                    + " and takes no new VMs. Mark it ready first, or choose another host.");
        }
    }

    String target() {
        return "host:" + hostId;
    }
}
