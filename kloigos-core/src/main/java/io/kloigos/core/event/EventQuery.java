package io.kloigos.core.event;

import io.kloigos.core.KloigosException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list, newest first; a null filter matches all.
 *
 * @param projectId only of that project, of its newest VMs and of what its newest tasks were about, a thousand of each
 * @param before only events with a smaller id, to page on
 * @param limit 1 to 1,000
 */
public record EventQuery(
        @Nullable String type,
        @Nullable String actor,
        @Nullable String target,
        @Nullable String projectId,
        @Nullable Instant since,
        @Nullable Instant until,
        @Nullable Long before,
        int limit) {
    public EventQuery {
        if (limit < 1 || limit > 1000) {
            throw KloigosException.invalid("limit", "must be between 1 and 1000");
        }
    }

    /** Of every project. */
    public EventQuery(
            @Nullable String type,
            @Nullable String actor,
            @Nullable String target,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long before,
            int limit) {
        this(type, actor, target, null, since, until, before, limit);
    }

    /** The same, of that project; null is all. */
    public EventQuery of(@Nullable String project) {
        return new EventQuery(type, actor, target, project, since, until, before, limit);
    }

    /** The newest events of every kind. */
    public static EventQuery newest(int limit) {
        return new EventQuery(null, null, null, null, null, null, limit);
    }
}
