package io.kloigos.core.host;

import org.jspecify.annotations.Nullable;

/**
 * Which hosts to list, newest first; a null filter matches all.
 *
 * @param name a part of their id, name or address, whatever its case
 * @param before only hosts older than this one, to page on
 */
public record HostQuery(
        @Nullable HostStatus status,
        @Nullable String tag,
        @Nullable String name,
        @Nullable String projectId,
        @Nullable String before,
        int limit) {
    /** The newest hosts, of every kind. */
    public static HostQuery newest(int limit) {
        return new HostQuery(null, null, null, null, null, limit);
    }
}
