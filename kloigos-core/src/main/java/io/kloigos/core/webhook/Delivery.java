package io.kloigos.core.webhook;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to a webhook.
 *
 * @param dueAt when it is tried next, while it is pending
 * @param lastError what went wrong the last time; null when nothing has
 */
public record Delivery(
        long deliveryId,
        UUID webhookId,
        long eventId,
        State state,
        int attempts,
        Instant dueAt,
        @Nullable String lastError,
        Instant createdAt,
        @Nullable Instant endedAt) {
    /** Where it stands. */
    public enum State {
        PENDING,
        DELIVERED,
        /** It was tried often enough; it is sent again when somebody asks for it. */
        DEAD;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
