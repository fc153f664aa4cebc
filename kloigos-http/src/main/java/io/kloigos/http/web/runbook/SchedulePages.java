package io.kloigos.http.web.runbook;

import io.kloigos.core.host.HostService;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.core.runbook.Schedules;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.HostChoice;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import java.util.UUID;

/** When runbooks run by themselves: all schedules, and one of them with what became of it. */
@Path("schedules")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class SchedulePages {
    private final Schedules schedules;
    private final RunbookService runbooks;
    private final HostService hosts;

    @Inject
    public SchedulePages(Schedules schedules, RunbookService runbooks, HostService hosts) {
        this.schedules = schedules;
        this.runbooks = runbooks;
        this.hosts = hosts;
    }

    @GET
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "The schedules")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list() {
        return Page.of("runbook/schedules")
                .with("schedules", schedules.list())
                .with("runbooks", runbooks.list())
                .with("hosts", HostChoice.of(hosts));
    }

    @GET
    @Path("{schedule_id}")
    @RequiresPermission(Permission.RUNBOOK_READ)
    @Operation(summary = "A schedule")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page schedule(@PathParam("schedule_id") UUID scheduleId) {
        return Page.of("runbook/schedule")
                .with("schedule", schedules.get(scheduleId))
                .with("firings", schedules.firings(scheduleId));
    }
}
