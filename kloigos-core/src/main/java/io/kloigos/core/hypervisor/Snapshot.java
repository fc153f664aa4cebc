package io.kloigos.core.hypervisor;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One snapshot of a domain as a host reports it.
 *
 * @param parent name of the snapshot that it builds on; null for a first one
 * @param state the domain's state when it was taken
 * @param current whether the domain stands on it now
 * @param memory whether it holds the domain's memory too
 */
public record Snapshot(
        UUID vmId,
        String name,
        @Nullable String parent,
        PowerState state,
        int cpuCores,
        long memoryMb,
        boolean current,
        Instant createdAt,
        @Nullable String description,
        boolean memory) {
    /** One of disks alone, of which nobody said anything. */
    public Snapshot(
            UUID vmId,
            String name,
            @Nullable String parent,
            PowerState state,
            int cpuCores,
            long memoryMb,
            boolean current,
            Instant createdAt) {
        this(vmId, name, parent, state, cpuCores, memoryMb, current, createdAt, null, false);
    }
}
