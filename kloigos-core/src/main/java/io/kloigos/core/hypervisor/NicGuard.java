package io.kloigos.core.hypervisor;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands before one interface of a VM: nothing comes in but what its groups allow, and nothing leaves under a
 * foreign MAC address, nor under a foreign IP address where its own is known.
 *
 * @param mac in lower case
 * @param address null when it is not known
 * @param groups what is allowed
 * @param outIsOpen whether everything may leave; else only what the groups allow
 */
public record NicGuard(UUID vmId, String mac, @Nullable String address, List<UUID> groups, boolean outIsOpen) {
    public NicGuard {
        mac = mac.toLowerCase(Locale.ROOT);
        groups = List.copyOf(groups);
    }

    /** An id that is always the same for the same interface. */
    public static UUID idOf(UUID vmId, String mac) {
        return UUID.nameUUIDFromBytes((vmId + "/" + mac.toLowerCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8));
    }

    public UUID id() {
        return idOf(vmId, mac);
    }
}
