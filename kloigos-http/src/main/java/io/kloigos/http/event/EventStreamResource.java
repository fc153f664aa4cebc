package io.kloigos.http.event;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.event.Event;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The audit timeline as it grows. */
@Path("api/v1/events/stream")
@Singleton
@Tag(name = "Events")
public final class EventStreamResource {
    private final EventStreams streams;

    @Inject
    public EventStreamResource(EventStreams streams) {
        this.streams = streams;
    }

    @GET
    @Produces("text/event-stream")
    @RequiresPermission(value = Permission.EVENT_READ, over = Over.OWN)
    @Operation(
            summary = "Follow events",
            description =
                    "Server-sent events; the data of each is an event as the list has it. A reader that comes back"
                            + " with Last-Event-ID, as browsers do by themselves, misses none and may see the last ones again. An"
                            + " event of type reset says that there were too many: read the lists anew. One of type alive comes every 15"
                            + " seconds. A stream ends when users, their tokens or roles are changed, and a user's after a"
                            + " quarter of an hour: come back.")
    @ApiResponse(responseCode = "200", description = "Events, until the reader hangs up")
    public Response stream(
            @Context Caller caller,
            @HeaderParam("Last-Event-ID") @Nullable String lastSeen,
            @QueryParam("last_event_id") @Nullable String lastSeenInQuery,
            @QueryParam("event_type") @Nullable String type,
            @QueryParam("target") @Nullable String target,
            @QueryParam("actor") @Nullable String actor) {
        Predicate<Event> wanted = event -> (type == null || type.equals(event.type()))
                && (target == null || target.equals(event.target()))
                && (actor == null || actor.equals(event.actor()));
        return Response.ok(streams.open(caller, wanted, number(lastSeen != null ? lastSeen : lastSeenInQuery)))
                .header(HttpHeaders.CACHE_CONTROL, "no-cache")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private static @Nullable Long number(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!text.matches("\\d{1,18}")) {
            throw KloigosException.invalid("Last-Event-ID", "must be the number of an event");
        }
        return Long.valueOf(text);
    }
}
