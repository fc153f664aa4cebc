package io.kloigos.http.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kloigos.core.Checks;
import io.kloigos.core.webhook.Delivery;
import io.kloigos.core.webhook.Webhook;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A webhook on the wire.
 *
 * @param secret what signs is told once, when the webhook is made
 */
@Schema(name = "Webhook")
record WebhookJson(
        UUID webhookId,
        String url,
        List<String> eventTypes,
        boolean enabled,
        Instant createdAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secret) {
    static WebhookJson of(Webhook webhook) {
        return of(webhook, null);
    }

    static WebhookJson of(Webhook webhook, @Nullable String secret) {
        return new WebhookJson(
                webhook.webhookId(),
                webhook.url(),
                webhook.eventTypes(),
                webhook.enabled(),
                webhook.createdAt(),
                secret);
    }

    /** One to be made. */
    @Schema(name = "CreateWebhook")
    record CreateJson(
            @Nullable String url,
            @Nullable List<String> eventTypes,
            @Nullable String secret) {
        CreateJson {
            new Checks().text("url", url, 2048).done();
            eventTypes = eventTypes == null ? List.of("*") : List.copyOf(eventTypes);
        }

        String address() {
            return url == null ? "" : url;
        }

        List<String> types() {
            return eventTypes == null ? List.of() : eventTypes;
        }

        @Override
        public String toString() {
            return "CreateJson[url=" + url + ", eventTypes=" + eventTypes + "]";
        }
    }

    /** A change of one. */
    @Schema(name = "ChangeWebhook")
    record ChangeJson(boolean enabled) {}

    /** One event on its way. */
    @Schema(name = "WebhookDelivery")
    record DeliveryJson(
            long deliveryId,
            long eventId,
            Delivery.State state,
            int attempts,
            Instant dueAt,
            @Nullable String lastError,
            Instant createdAt,
            @Nullable Instant endedAt) {
        static DeliveryJson of(Delivery delivery) {
            return new DeliveryJson(
                    delivery.deliveryId(),
                    delivery.eventId(),
                    delivery.state(),
                    delivery.attempts(),
                    delivery.dueAt(),
                    delivery.lastError(),
                    delivery.createdAt(),
                    delivery.endedAt());
        }
    }
}
