package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold on a host.
 *
 * @param name such as {@code ssh}, {@code host_key}, {@code libvirt}
 * @param detail what was seen
 * @param mend the exact command that mends it; null when nothing needs mending
 */
public record PreflightCheck(
        String name, Result result, String detail, @Nullable String mend) {
    /** How the look went. */
    public enum Result {
        OK,
        /** It works like this too, only worse. */
        WARNING,
        FAILED,
        /** Something before it stands in the way of looking. */
        UNKNOWN
    }
}
