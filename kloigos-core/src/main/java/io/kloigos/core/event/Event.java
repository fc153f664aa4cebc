package io.kloigos.core.event;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of the audit timeline.
 *
 * @param eventId grows with time; zero until it is stored
 * @param type dotted, such as {@code server.claimed}
 * @param target what it happened to, such as {@code server:srv1_n0}
 * @param difference what changed, as JSON; null where the message says it all
 */
public record Event(
        long eventId,
        String type,
        String message,
        String actor,
        @Nullable String address,
        @Nullable String target,
        @Nullable UUID taskId,
        Instant createdAt,
        @Nullable String difference) {
    /** The longest message that is kept; longer ones are cut. */
    public static final int LONGEST_MESSAGE = 1024;

    public Event {
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE - 1) + "…";
        }
    }

    Event with(String changed) {
        return new Event(eventId, type, message, actor, address, target, taskId, createdAt, changed);
    }
}
