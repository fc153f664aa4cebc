package io.kloigos.core.event;

import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which events to list, newest first; a null filter matches all.
 *
 * @param scope only events about what belongs to it
 * @param before only events with a smaller id, to page on
 * @param limit 1 to 1,000
 */
public record EventQuery(
        @Nullable String type,
        @Nullable String actor,
        @Nullable String target,
        @Nullable Instant since,
        @Nullable Instant until,
        Scope scope,
        @Nullable Long before,
        int limit) {
    public EventQuery {
        if (limit < 1 || limit > 1000) {
            throw KloigosException.invalid("limit", "must be between 1 and 1000");
        }
    }

    /** Everybody's. */
    public EventQuery(
            @Nullable String type,
            @Nullable String actor,
            @Nullable String target,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable Long before,
            int limit) {
        this(type, actor, target, since, until, Scope.EVERYTHING, before, limit);
    }

    /** The same, as far as it is within that. */
    public EventQuery within(Scope other) {
        return new EventQuery(type, actor, target, since, until, other, before, limit);
    }

    EventQuery before(@Nullable Long number) {
        return new EventQuery(type, actor, target, since, until, scope, number, limit);
    }

    /** The newest events of every kind. */
    public static EventQuery newest(int limit) {
        return new EventQuery(null, null, null, null, null, null, limit);
    }
}
