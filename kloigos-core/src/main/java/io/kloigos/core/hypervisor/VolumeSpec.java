package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * A volume as we want it created.
 *
 * @param capacityBytes virtual size
 * @param backing name of the volume in the same pool that this one is an overlay of; null for a volume of its own
 */
public record VolumeSpec(
        String pool,
        String name,
        VolumeFormat format,
        long capacityBytes,
        @Nullable String backing) {}
