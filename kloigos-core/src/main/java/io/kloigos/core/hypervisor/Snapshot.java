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
 */
public record Snapshot(
        UUID vmId,
        String name,
        @Nullable String parent,
        PowerState state,
        int cpuCores,
        long memoryMb,
        boolean current,
        Instant createdAt) {}
