package io.kloigos.core.hypervisor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where and how one KVM host is reached.
 *
 * @param hostId the CMDB's id of the host
 * @param address name or IP address
 * @param port SSH port
 * @param user the account on the host; a member of the group {@code libvirt} is enough
 * @param libvirtUri the URI as seen on the host, usually {@code qemu:///system}
 * @param hostKey the pinned OpenSSH public key line ({@code ssh-ed25519 AAAA…}); null when none is accepted yet
 * @param trustOnFirstUse accept and report whatever key the host shows, allowed only while {@code hostKey} is null
 * @param jump the machine through which the host is reached; null when it is reached directly
 */
public record HostEndpoint(
        String hostId,
        String address,
        int port,
        String user,
        String libvirtUri,
        @Nullable String hostKey,
        boolean trustOnFirstUse,
        @Nullable JumpHost jump) {
    public HostEndpoint {
        Objects.requireNonNull(hostId);
        Objects.requireNonNull(address);
        Objects.requireNonNull(user);
        Objects.requireNonNull(libvirtUri);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }

    /** A host that is reached directly. */
    public HostEndpoint(
            String hostId,
            String address,
            int port,
            String user,
            String libvirtUri,
            @Nullable String hostKey,
            boolean trustOnFirstUse) {
        this(hostId, address, port, user, libvirtUri, hostKey, trustOnFirstUse, null);
    }

    /** The same place with that key pinned. */
    public HostEndpoint withHostKey(String key) {
        return new HostEndpoint(hostId, address, port, user, libvirtUri, key, false, jump);
    }

    /** The same place, to be trusted on first use or not. */
    public HostEndpoint withTrustOnFirstUse(boolean trust) {
        return new HostEndpoint(hostId, address, port, user, libvirtUri, hostKey, trust, jump);
    }
}
