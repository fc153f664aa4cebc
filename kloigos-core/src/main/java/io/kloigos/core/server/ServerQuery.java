package io.kloigos.core.server;

import io.kloigos.core.KloigosException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which servers to list, by host name; a null filter matches all.
 *
 * @param labels each must be on the server
 * @param projectId the project that they are claimed for
 * @param after only servers whose host name sorts after it, to page on
 * @param limit at most so many; null for all
 */
public record ServerQuery(
        @Nullable String serviceName,
        @Nullable ServerStatus status,
        @Nullable String owner,
        Map<String, String> labels,
        @Nullable String projectId,
        @Nullable String after,
        @Nullable Integer limit) {
    public ServerQuery {
        labels = Map.copyOf(labels);
        if (limit != null && (limit < 1 || limit > 10_000)) {
            throw KloigosException.invalid("limit", "must be between 1 and 10000");
        }
    }

    /** Whichever project they are claimed for. */
    public ServerQuery(
            @Nullable String serviceName,
            @Nullable ServerStatus status,
            @Nullable String owner,
            Map<String, String> labels,
            @Nullable String after,
            @Nullable Integer limit) {
        this(serviceName, status, owner, labels, null, after, limit);
    }

    public static ServerQuery all() {
        return new ServerQuery(null, null, null, Map.of(), null, null);
    }
}
