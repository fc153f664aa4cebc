package io.kloigos.http.system;

import io.kloigos.core.overview.OverviewService;
import io.kloigos.core.server.ServerService;
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
import java.util.List;

/** What there is, and whether it works. */
@Path("api/v1")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "System")
public final class OverviewResource {
    private final OverviewService overview;
    private final ServerService servers;
    private final SystemChecks checks;
    private final HttpServerConfig config;

    @Inject
    public OverviewResource(
            OverviewService overview, ServerService servers, SystemChecks checks, HttpServerConfig config) {
        this.overview = overview;
        this.servers = servers;
        this.checks = checks;
        this.config = config;
    }

    @GET
    @Path("overview")
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "What there is altogether, in figures")
    @ApiResponse(
            responseCode = "200",
            description = "The figures, counted now",
            content = @Content(schema = @Schema(implementation = OverviewJson.class)))
    public OverviewJson overview() {
        return OverviewJson.of(overview.overview(), servers.counts());
    }

    @GET
    @Path("backbone/check")
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "Look at what everything stands on: database, tasks, hosts")
    @ApiResponse(
            responseCode = "200",
            description = "Each look with its result and how long it took",
            content = @Content(schema = @Schema(implementation = ChecksJson.class)))
    public ChecksJson backbone() {
        return answer(checks.backbone());
    }

    @GET
    @Path("dashboard/diagnostics")
    @RequiresPermission(Permission.SYSTEM_READ)
    @Operation(summary = "The same, and what the pages and clients of the API stand on")
    @ApiResponse(
            responseCode = "200",
            description = "Each look with its result and how long it took",
            content = @Content(schema = @Schema(implementation = ChecksJson.class)))
    public ChecksJson diagnostics() {
        return answer(checks.diagnostics());
    }

    private ChecksJson answer(List<CheckJson> found) {
        return new ChecksJson(SystemChecks.worst(found), config.basePath(), found);
    }

    /** Looks, and the worst result of them. */
    @Schema(name = "SystemChecks")
    record ChecksJson(String status, String basePath, List<CheckJson> checks) {}
}
