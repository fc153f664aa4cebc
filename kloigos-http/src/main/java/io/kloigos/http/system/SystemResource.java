package io.kloigos.http.system;

import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostService;
import io.kloigos.core.overview.OverviewService;
import io.kloigos.core.runbook.RunbookService;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** What this server can do. */
@Path("api/v1")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "System")
public final class SystemResource {
    private static final int MOST_HOSTS = 1000;

    private final LiveRoutes routes;
    private final OverviewService overview;
    private final RunbookService runbooks;
    private final HostService hosts;
    private final HttpServerConfig config;

    @Inject
    public SystemResource(
            LiveRoutes routes,
            OverviewService overview,
            RunbookService runbooks,
            HostService hosts,
            HttpServerConfig config) {
        this.routes = routes;
        this.overview = overview;
        this.runbooks = runbooks;
        this.hosts = hosts;
        this.config = config;
    }

    @GET
    @Path("capabilities")
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "What works here")
    @ApiResponse(
            responseCode = "200",
            description = "The parts of the API, the words that they take, and what hosts make possible now",
            content = @Content(schema = @Schema(implementation = CapabilitiesJson.class)))
    public CapabilitiesJson capabilities() {
        return CapabilitiesJson.of(
                config.basePath(), routes.all(), runbooks, overview.hosts().ready());
    }

    @GET
    @Path("routes")
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "List the routes of this server", description = "Those that it really has, by path.")
    @ApiResponse(
            responseCode = "200",
            description = "The routes",
            content = @Content(schema = @Schema(implementation = RoutesJson.class)))
    public RoutesJson routes() {
        return RoutesJson.of(routes.all(), config.basePath());
    }

    @GET
    @Path("roadmap")
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "What was planned in phases, and whether this server has it")
    @ApiResponse(
            responseCode = "200",
            description = "The phases",
            content = @Content(schema = @Schema(implementation = Roadmap.RoadmapJson.class)))
    public Roadmap.RoadmapJson roadmap() {
        return Roadmap.of(routes);
    }

    @GET
    @Path("phase6/execution")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "What each host can carry out")
    @ApiResponse(
            responseCode = "200",
            description = "The hosts, newest first",
            content = @Content(schema = @Schema(implementation = ExecutionJson.class)))
    public ExecutionJson execution() {
        return ExecutionJson.of(hosts.list(HostQuery.newest(MOST_HOSTS)));
    }
}
