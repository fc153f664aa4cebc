package io.kloigos.core.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Someone who is told of events.
 *
 * @param eventTypes such as {@code vm.deleted}, {@code vm.*} for all that begin so, and {@code *} for all
 * @param enabled whether anything is sent
 */
public record Webhook(UUID webhookId, String url, List<String> eventTypes, boolean enabled, Instant createdAt) {
    public Webhook {
        eventTypes = List.copyOf(eventTypes);
    }

    /** The name of a webhook in the timeline. */
    public String target() {
        return target(webhookId);
    }

    static String target(UUID webhookId) {
        return "webhook:" + webhookId;
    }

    boolean wants(String eventType) {
        return enabled
                && eventTypes.stream()
                        .anyMatch(wanted -> wanted.equals("*")
                                || wanted.equals(eventType)
                                || wanted.endsWith(".*")
                                        && eventType.startsWith(wanted.substring(0, wanted.length() - 1)));
    }
}
