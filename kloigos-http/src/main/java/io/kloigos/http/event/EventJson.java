package io.kloigos.http.event;

import com.fasterxml.jackson.annotation.JsonRawValue;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventNumbers;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An event on the wire. */
@Schema(name = "Event")
public record EventJson(
        long eventId,
        String type,
        String message,
        Instant createdAt,
        String actor,
        @Nullable String target,
        @Nullable UUID taskId,
        @Nullable String address,
        @JsonRawValue @Schema(type = "object") @Nullable String difference) {
    public static EventJson of(Event event) {
        return of(EventNumbers.PLAIN, event);
    }

    static EventJson of(EventNumbers numbers, Event event) {
        return new EventJson(
                numbers.hide(event.eventId()),
                event.type(),
                event.message(),
                event.createdAt(),
                event.actor(),
                event.target(),
                event.taskId(),
                event.address(),
                event.difference());
    }
}
