package io.kloigos.core.hypervisor;

import java.util.UUID;

/**
 * A domain that is to move while it runs.
 *
 * @param owner the owner id that its stamp must bear
 * @param target the host that it moves to
 * @param disks what becomes of the disks that the guest writes to
 */
public record MigrationOrder(UUID vmId, String owner, HostEndpoint target, Disks disks) {
    /** What becomes of disks. */
    public enum Disks {
        /** Both hosts see the same ones. */
        SHARED,
        /** All of them is copied into volumes that are there. */
        COPIED,
        /** What differs from the bases, which both hosts have, is copied into overlays that are there. */
        COPIED_ABOVE_BASE
    }
}
