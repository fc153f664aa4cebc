package io.kloigos.http.runbook;

import io.kloigos.core.Caller;
import io.kloigos.core.runbook.Schedules;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.UUID;

/** When runbooks run by themselves. */
@Path("api/v1/runbooks/schedules")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Runbooks")
public final class SchedulesResource {
    private final Schedules schedules;

    @Inject
    public SchedulesResource(Schedules schedules) {
        this.schedules = schedules;
    }

    @GET
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "List schedules", description = "The newest first, each with its next times.")
    @ApiResponse(responseCode = "200", description = "All schedules")
    public CountedJson<ScheduleJson> list() {
        return CountedJson.of(schedules.list().stream().map(ScheduleJson::of).toList());
    }

    @POST
    @RequiresPermission(Permission.RUNBOOK_MANAGE)
    @Operation(
            summary = "Schedule a runbook",
            description = "cron has five fields: minute, hour, day, month, weekday, as clocks in time_zone show them."
                    + " It runs in the name of whoever schedules it, once, however many instances there are.")
    @ApiResponse(responseCode = "200", description = "The schedule")
    @ApiResponse(responseCode = "400", description = "The expression, the zone or a parameter is not valid")
    @ApiResponse(responseCode = "404", description = "There is no such runbook, host or VM")
    public ScheduleJson add(@Context Caller caller, AddScheduleJson schedule) {
        return ScheduleJson.of(schedules.add(caller, schedule.request()));
    }

    @GET
    @Path("{schedule_id}")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "Look at a schedule")
    @ApiResponse(responseCode = "200", description = "The schedule")
    @ApiResponse(responseCode = "404", description = "There is no such schedule")
    public ScheduleJson get(@PathParam("schedule_id") UUID scheduleId) {
        return ScheduleJson.of(schedules.get(scheduleId));
    }

    @GET
    @Path("{schedule_id}/firings")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "What became of the last times that it was due", description = "The latest first.")
    @ApiResponse(responseCode = "200", description = "Up to 20 of them")
    @ApiResponse(responseCode = "404", description = "There is no such schedule")
    public CountedJson<FiringJson> firings(@PathParam("schedule_id") UUID scheduleId) {
        return CountedJson.of(
                schedules.firings(scheduleId).stream().map(FiringJson::of).toList());
    }

    @POST
    @Path("{schedule_id}/pause")
    @RequiresPermission(Permission.RUNBOOK_MANAGE)
    @Operation(summary = "Let a schedule rest")
    @ApiResponse(responseCode = "200", description = "The schedule")
    @ApiResponse(responseCode = "404", description = "There is no such schedule")
    public ScheduleJson pause(@Context Caller caller, @PathParam("schedule_id") UUID scheduleId) {
        return ScheduleJson.of(schedules.pause(caller, scheduleId));
    }

    @POST
    @Path("{schedule_id}/resume")
    @RequiresPermission(Permission.RUNBOOK_MANAGE)
    @Operation(summary = "Let a schedule go on", description = "From its next time; nothing is made up for.")
    @ApiResponse(responseCode = "200", description = "The schedule")
    @ApiResponse(responseCode = "404", description = "There is no such schedule")
    public ScheduleJson resume(@Context Caller caller, @PathParam("schedule_id") UUID scheduleId) {
        return ScheduleJson.of(schedules.resume(caller, scheduleId));
    }

    @DELETE
    @Path("{schedule_id}")
    @RequiresPermission(Permission.RUNBOOK_MANAGE)
    @Operation(summary = "Remove a schedule", description = "Runs that it has started go on.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such schedule")
    public Map<String, String> remove(@Context Caller caller, @PathParam("schedule_id") UUID scheduleId) {
        schedules.remove(caller, scheduleId);
        return Map.of("status", "deleted", "schedule_id", scheduleId.toString());
    }
}
