package io.kloigos.core.backup;

import io.kloigos.core.Checks;
import io.kloigos.core.image.ImageService;
import org.jspecify.annotations.Nullable;

/**
 * A VM to be made from a backup.
 *
 * @param name of the VM, unique on its host: 1 to 63 letters, digits, {@code . _ -}
 * @param hostId where; null for the host that has the backup
 * @param pool a pool of files for its disks
 * @param cpuCores null for as many as it had
 * @param memoryMb in MiB; null for as much as it had
 * @param network the one that it is on; null for those that it was on
 * @param start whether it is started once it is there
 */
public record RestoreRequest(
        String name,
        @Nullable String hostId,
        String pool,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String network,
        boolean start) {
    private static final int MOST_CORES = 4096;
    private static final long LEAST_MEMORY_MB = 16;
    private static final long MOST_MEMORY_MB = 64L << 20;

    public RestoreRequest {
        new Checks()
                .hostname("name", name)
                .that(name == null || name.length() <= 63, "name", "must have at most 63 characters")
                .optionalText("host_id", hostId, 64)
                .hostname("pool", pool)
                .range("cpu_cores", cpuCores == null ? 1 : cpuCores, 1, MOST_CORES)
                .range("memory_mb", memoryMb == null ? LEAST_MEMORY_MB : memoryMb, LEAST_MEMORY_MB, MOST_MEMORY_MB)
                .optionalText("network", network, 255)
                .done();
    }

    /** As it was, where the backup is. */
    public static RestoreRequest as(String name, boolean start) {
        return new RestoreRequest(name, null, ImageService.POOL, null, null, null, start);
    }
}
