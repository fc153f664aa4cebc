package io.kloigos.http.event;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How much happened when. */
@Path("api/v1/events/counts")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Events")
public final class EventCountsResource {
    private static final int STRETCHES = 48;
    private static final int MOST_HOURS = 31 * 24;

    private final EventService events;

    @Inject
    public EventCountsResource(EventService events) {
        this.events = events;
    }

    @GET
    @RequiresPermission(value = Permission.EVENT_READ, over = Over.OWN)
    @Operation(
            summary = "Count events",
            description =
                    "In 48 stretches of equal length up to now, oldest first; of those that match every filter. Of more"
                            + " than 100,000 the newest are counted.")
    @ApiResponse(responseCode = "200", description = "How many events there were in each")
    public EventCountsJson counts(
            @Context Caller caller,
            @QueryParam("hours") @DefaultValue("24") int hours,
            @QueryParam("event_type") @Nullable String type,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("target") @Nullable String target,
            @QueryParam("project_id") @Nullable String projectId) {
        if (hours < 1 || hours > MOST_HOURS) {
            throw KloigosException.invalid("hours", "must be between 1 and " + MOST_HOURS);
        }
        Duration stretch = Duration.ofHours(hours).dividedBy(STRETCHES);
        EventQuery filter = new EventQuery(
                        QueryValues.text(type), QueryValues.text(actor), QueryValues.text(target), null, null, null, 1)
                .within(caller.scope().narrowedTo(QueryValues.text(projectId)));
        return new EventCountsJson(
                stretch.toSeconds(),
                events.counts(filter, stretch, STRETCHES).stream()
                        .map(count -> new EventCountJson(count.from(), count.events()))
                        .toList());
    }

    /** Events by time. */
    @Schema(name = "EventCounts")
    record EventCountsJson(long seconds, List<EventCountJson> counts) {}

    /** How many there were from then on. */
    @Schema(name = "EventCount")
    record EventCountJson(Instant at, long events) {}
}
