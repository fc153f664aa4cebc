package io.kloigos.core.console;

import java.time.Instant;
import java.util.UUID;

/**
 * The permission to open a console of a VM, once.
 *
 * @param secret what opens it; kept nowhere
 */
public record ConsoleTicket(UUID vmId, String hostId, ConsoleKind kind, String secret, Instant expiresAt) {
    @Override
    public String toString() {
        return "ConsoleTicket[" + kind + " of " + vmId + "]";
    }
}
