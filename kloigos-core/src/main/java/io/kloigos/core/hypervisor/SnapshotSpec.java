package io.kloigos.core.hypervisor;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot to be taken.
 *
 * @param owner the owner id that the domain's stamp must bear
 * @param name unique among the domain's snapshots
 */
public record SnapshotSpec(
        UUID vmId, String owner, String name, @Nullable String description) {}
