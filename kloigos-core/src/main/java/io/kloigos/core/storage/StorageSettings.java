package io.kloigos.core.storage;

import io.kloigos.core.image.ImageFetch;
import java.time.Duration;

/**
 * What becomes of data on hosts, and where images may come from.
 *
 * @param trash how long a deleted volume can be brought back; zero to delete at once
 * @param privateImageSources whether images may be fetched from addresses that only this network can reach
 * @param imageFetch who fetches them
 */
public record StorageSettings(Duration trash, boolean privateImageSources, ImageFetch imageFetch) {
    public StorageSettings {
        if (trash.isNegative()) {
            throw new IllegalArgumentException("a deadline must not be negative");
        }
    }

    public StorageSettings(Duration trash, boolean privateImageSources) {
        this(trash, privateImageSources, ImageFetch.HOST);
    }

    public static StorageSettings defaults() {
        return new StorageSettings(Duration.ofHours(24), false);
    }
}
