package io.kloigos.core.network;

import io.kloigos.core.Checks;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which networks; null matches all.
 *
 * @param afterHost with {@code afterName}: only those behind that one, to page on
 */
public record NetworkQuery(
        @Nullable String host,
        @Nullable UUID id,
        @Nullable String name,
        @Nullable String afterHost,
        @Nullable String afterName,
        int limit) {
    /** The most that one list holds. */
    public static final int MOST = 1000;

    public NetworkQuery {
        new Checks().range("limit", limit, 1, MOST).done();
    }

    static NetworkQuery of(@Nullable String hostId, @Nullable UUID id, @Nullable String name) {
        return new NetworkQuery(hostId, id, name, null, null, MOST);
    }
}
