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
 * @param projectId the project of what it is about, as it was then; null for none. Where it is not told, it is found out when the
 *     event is stored
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
        @Nullable String difference,
        @Nullable String projectId) {
    /** The longest message that is kept; longer ones are cut. */
    public static final int LONGEST_MESSAGE = 1024;

    public Event {
        if (message.length() > LONGEST_MESSAGE) {
            message = message.substring(0, LONGEST_MESSAGE - 1) + "…";
        }
    }

    Event with(String changed) {
        return new Event(eventId, type, message, actor, address, target, taskId, createdAt, changed, projectId);
    }

    /** The same about something of that project; null for none. */
    public Event in(@Nullable String project) {
        return new Event(eventId, type, message, actor, address, target, taskId, createdAt, difference, project);
    }

    Event numbered(long number) {
        return new Event(number, type, message, actor, address, target, taskId, createdAt, difference, projectId);
    }

    /** Whether its target is of that kind. */
    public boolean isAbout(String kind) {
        return target != null && target.startsWith(kind + ":");
    }
}
