package io.kloigos.http.web;

import io.kloigos.core.event.Event;
import java.util.List;

/** An event as a row of a page. */
public record EventRow(String at, String type, String message, String actor) {
    static List<EventRow> of(List<Event> events) {
        return events.stream()
                .map(event ->
                        new EventRow(Ages.minute(event.createdAt()), event.type(), event.message(), event.actor()))
                .toList();
    }
}
