package io.kloigos.core.storage;

import java.time.Duration;

/**
 * What becomes of data on hosts, and where images may come from.
 *
 * @param trash how long a deleted volume can be brought back; zero to delete at once
 * @param privateImageSources whether images may be fetched from addresses that only this network can reach
 */
public record StorageSettings(Duration trash, boolean privateImageSources) {
    public StorageSettings {
        if (trash.isNegative()) {
            throw new IllegalArgumentException("a deadline must not be negative");
        }
    }

    public static StorageSettings defaults() {
        return new StorageSettings(Duration.ofHours(24), false);
    }
}
