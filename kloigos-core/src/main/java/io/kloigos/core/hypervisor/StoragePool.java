package io.kloigos.core.hypervisor;

import org.jspecify.annotations.Nullable;

/**
 * One storage pool as a host reports it.
 *
 * @param uuid libvirt's UUID
 * @param type {@code dir}, {@code netfs}, {@code logical}, …
 * @param path where its volumes are found on the host; null where they have no path
 * @param capacityBytes 0, like the other sizes, while the pool is not active
 */
public record StoragePool(
        String uuid,
        String name,
        String type,
        boolean active,
        boolean autostart,
        @Nullable String path,
        long capacityBytes,
        long allocationBytes,
        long availableBytes) {}
