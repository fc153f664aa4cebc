package io.kloigos.http.host;

import io.kloigos.core.host.HostService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletionStage;

/** How a host is, and looking at it now. */
@Path("api/v1/hosts")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public final class HostLooksResource {
    private final HostService hosts;
    private final BlockingCalls calls;

    @Inject
    public HostLooksResource(HostService hosts, BlockingCalls calls) {
        this.hosts = hosts;
        this.calls = calls;
    }

    @GET
    @Path("{host_id}/agent-health")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "Whether the host can be reached, and when it was last seen")
    @ApiResponse(responseCode = "200", description = "As of the last look")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostHealthJson health(@PathParam("host_id") String hostId) {
        return HostHealthJson.of(hosts.get(hostId));
    }

    @POST
    @Path("{host_id}/refresh")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "Look at the host now", description = "Answers when the look has ended.")
    @ApiResponse(
            responseCode = "200",
            description = "The host as it is now",
            content = @Content(schema = @Schema(implementation = HostJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<HostJson> refresh(@PathParam("host_id") String hostId) {
        hosts.get(hostId);
        return calls.runAt(hostId, () -> HostJson.of(hosts.refresh(hostId)));
    }

    @GET
    @Path("{host_id}/preflight")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "What must hold on the host",
            description = "With the exact command that mends what does not. Looks at the host, 10 s at most.")
    @ApiResponse(
            responseCode = "200",
            description = "Each check and its result",
            content = @Content(schema = @Schema(implementation = PreflightJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<PreflightJson> preflight(@PathParam("host_id") String hostId) {
        hosts.get(hostId);
        return calls.runAt(hostId, () -> PreflightJson.of(hostId, hosts.preflight(hostId)));
    }
}
