package io.kloigos.http.web.dashboard;

import io.kloigos.core.Caller;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import io.kloigos.core.overview.OverviewService;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.task.TaskQuery;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Frame;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The start page: the pool, the VMs and hosts, what runs and what happened last. */
@Path("/")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class DashboardPage {
    private static final int FEW = 8;
    private static final int EVENTS = 12;

    private final ServerService servers;
    private final OverviewService overview;
    private final VmService vms;
    private final TaskService tasks;
    private final EventService events;
    private final HttpServerConfig config;

    @Inject
    public DashboardPage(
            ServerService servers,
            OverviewService overview,
            VmService vms,
            TaskService tasks,
            EventService events,
            HttpServerConfig config) {
        this.servers = servers;
        this.overview = overview;
        this.vms = vms;
        this.tasks = tasks;
        this.events = events;
        this.config = config;
    }

    @GET
    @Path("{page: (dashboard|ui|index\\.html|home)?}")
    @RequiresPermission(value = Permission.VM_READ, over = Over.OWN)
    @Operation(
            summary = "The start page",
            description = "For who may see some projects only, it is the list of their VMs.")
    @ApiResponse(responseCode = "200", description = "The page")
    public Response dashboard(@Context Caller caller, @CookieParam(Frame.PROJECT_COOKIE) @Nullable String chosen) {
        if (!caller.scope().all()) {
            return Response.seeOther(URI.create(config.basePath() + "/vms")).build();
        }
        String project = Frame.project(null, chosen);
        Page page = Page.of("dashboard")
                .with("pool", servers.counts())
                .with("hosts", overview.hosts())
                .with("open", overview.open())
                .with("vms", vms.list(new VmQuery(null, project, null, null, Map.of(), null, FEW)))
                .with(
                        "tasks",
                        tasks.list(new TaskQuery(null, null, null, null, FEW)
                                .within(caller.scope().narrowedTo(project))))
                .with(
                        "events",
                        events.list(
                                EventQuery.newest(EVENTS).within(caller.scope().narrowedTo(project))));
        return Response.ok(page).build();
    }
}
