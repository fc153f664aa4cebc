package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/** How an attempt to reach a host ended. */
public sealed interface Contact {
    /** The host answered: SSH, libvirt and permission are all there. */
    record Reached(HostFacts facts, String hostKey) implements Contact {}

    /**
     * It did not.
     *
     * @param offeredKey the OpenSSH public key line that the host showed, when it came that far
     */
    record Failed(
            Obstacle obstacle, String detail, @Nullable String offeredKey) implements Contact {}

    /** What stands between us and a usable host, in the order in which it is met. */
    enum Obstacle {
        NAME_UNKNOWN,
        REFUSED,
        TIMEOUT,
        KEY_NOT_ACCEPTED,
        KEY_CHANGED,
        AUTHENTICATION,
        NO_LIBVIRT,
        NO_PERMISSION,
        /** The connection came up and broke, or answered something that is not understood. */
        BROKEN
    }
}
