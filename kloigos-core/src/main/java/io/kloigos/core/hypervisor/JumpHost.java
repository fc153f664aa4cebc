package io.kloigos.core.hypervisor;

import java.util.Objects;

/**
 * A machine through whose sshd a host is reached. It lets our bytes through and sees none of what they say.
 *
 * @param address name or IP address, as seen from here
 * @param port SSH port
 * @param user the account on the jump host; it needs no shell, only {@code AllowTcpForwarding}
 * @param hostKey its pinned OpenSSH public key line; there is no other way to trust a jump host
 */
public record JumpHost(String address, int port, String user, String hostKey) {
    public JumpHost {
        Objects.requireNonNull(address);
        Objects.requireNonNull(user);
        hostKey = hostKey.strip();
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
        }
    }
}
