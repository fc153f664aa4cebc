package io.kloigos.http.web.event;

import io.kloigos.core.Caller;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Frame;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The timeline. */
@Path("events")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class EventsPage {
    private final EventService events;

    @Inject
    public EventsPage(EventService events) {
        this.events = events;
    }

    @GET
    @RequiresPermission(value = Permission.EVENT_READ, over = Over.OWN)
    @Operation(summary = "The timeline")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(
            @QueryParam("event_type") @Nullable String type,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("target") @Nullable String target,
            @QueryParam("project_id") @Nullable String projectId,
            @CookieParam(Frame.PROJECT_COOKIE) @Nullable String chosen,
            @QueryParam("cursor") @Nullable String cursor,
            @Context Caller caller,
            @Context UriInfo uri) {
        EventQuery query = new EventQuery(
                QueryValues.text(type),
                QueryValues.text(actor),
                QueryValues.text(target),
                null,
                null,
                Cursor.number(cursor),
                Paging.ROWS);
        List<Event> page = events.list(query.within(caller.scope().narrowedTo(Frame.project(projectId, chosen))));
        return Page.of("event/list")
                .with("events", page)
                .with("paging", Paging.of(page, event -> Long.toString(event.eventId()), uri));
    }
}
