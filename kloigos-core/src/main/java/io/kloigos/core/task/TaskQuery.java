package io.kloigos.core.task;

import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks to list, newest first; a null filter matches all.
 *
 * @param hostId the host that they work on
 * @param since only tasks made at or after that
 * @param until only tasks made before that
 * @param scope only tasks of VMs that belong to it
 * @param before only tasks older than this one, to page on
 * @param limit 1 to 1,000
 */
public record TaskQuery(
        @Nullable TaskStatus status,
        @Nullable String type,
        @Nullable String target,
        @Nullable String hostId,
        @Nullable String actor,
        @Nullable Instant since,
        @Nullable Instant until,
        Scope scope,
        @Nullable UUID before,
        int limit) {
    public TaskQuery {
        if (limit < 1 || limit > 1000) {
            throw KloigosException.invalid("limit", "must be between 1 and 1000");
        }
    }

    /** Whoever made them, wherever and whenever. */
    public TaskQuery(
            @Nullable TaskStatus status,
            @Nullable String type,
            @Nullable String target,
            @Nullable UUID before,
            int limit) {
        this(status, type, target, null, null, null, null, before, limit);
    }

    /** Everybody's. */
    public TaskQuery(
            @Nullable TaskStatus status,
            @Nullable String type,
            @Nullable String target,
            @Nullable String hostId,
            @Nullable String actor,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable UUID before,
            int limit) {
        this(status, type, target, hostId, actor, since, until, Scope.EVERYTHING, before, limit);
    }

    /** The same, as far as it is within that. */
    public TaskQuery within(Scope other) {
        return new TaskQuery(status, type, target, hostId, actor, since, until, other, before, limit);
    }

    /** Whether they are chosen by nothing but when they were made. */
    public boolean byTimeAlone() {
        return (since != null || until != null)
                && status == null
                && type == null
                && target == null
                && hostId == null
                && actor == null
                && scope.all();
    }
}
