package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * A volume as we want it created.
 *
 * @param capacityBytes virtual size; 0 for an overlay that is as large as what it stands on
 * @param backing name of the volume in the same pool that this one is an overlay of; null for a volume of its own
 */
public record VolumeSpec(
        String pool,
        String name,
        VolumeFormat format,
        long capacityBytes,
        @Nullable String backing) {
    public VolumeSpec withCapacity(long bytes) {
        return new VolumeSpec(pool, name, format, bytes, backing);
    }
}
