package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * One volume as a host reports it.
 *
 * @param capacityBytes virtual size
 * @param allocationBytes what it takes on the host
 * @param backingPath path of the base that it is an overlay of; null if it stands alone
 */
public record Volume(
        String pool,
        String name,
        String path,
        String format,
        long capacityBytes,
        long allocationBytes,
        @Nullable String backingPath) {}
