package io.kloigos.http.event;

import io.kloigos.core.Caller;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The audit timeline. */
@Path("api/v1/events")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
public final class EventsResource {
    private final EventService events;

    @Inject
    public EventsResource(EventService events) {
        this.events = events;
    }

    @GET
    @RequiresPermission(value = Permission.EVENT_READ, over = Over.OWN)
    @Operation(
            summary = "List events",
            description =
                    "Newest first. One who has roles in projects only sees what is about them and what is theirs.")
    @ApiResponse(
            responseCode = "200",
            description = "The events that match every filter",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = EventJson.class))))
    public Response list(
            @QueryParam("event_type") @Nullable String type,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("target") @Nullable String target,
            @QueryParam("since") @Nullable String since,
            @QueryParam("until") @Nullable String until,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context Caller caller,
            @Context UriInfo uri) {
        EventQuery query = new EventQuery(
                type,
                actor,
                target,
                QueryValues.time("since", since),
                QueryValues.time("until", until),
                Cursor.number(cursor),
                limit);
        List<EventJson> page = events.list(query.within(caller.scope())).stream()
                .map(EventJson::of)
                .toList();
        return Cursor.page(page, limit, event -> Long.toString(event.eventId()), uri);
    }
}
