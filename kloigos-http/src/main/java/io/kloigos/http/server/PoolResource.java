package io.kloigos.http.server;

import io.kloigos.core.Caller;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.vm.PoolVms;
import io.kloigos.http.connection.ClientConnection;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Claiming servers and giving them back. */
@Path("/")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Pool")
public final class PoolResource {
    private final ServerService servers;
    private final PoolVms vms;

    @Inject
    public PoolResource(ServerService servers, PoolVms vms) {
        this.servers = servers;
        this.vms = vms;
    }

    @POST
    @Path("provision")
    @RequiresPermission(value = Permission.POOL_CLAIM, over = Over.OWN)
    @Operation(
            summary = "Claim servers for a service",
            description =
                    "All or nothing. With count above 1 the answer is an array. With wait_seconds the call waits in"
                            + " a fair queue while not enough are free; hanging up leaves the queue. With vm.template a VM is"
                            + " made where no server fits, which takes as long as its guest takes to start.")
    @ApiResponse(
            responseCode = "200",
            description = "The server, or an array of servers",
            content = @Content(schema = @Schema(implementation = ServerJson.class)))
    @ApiResponse(responseCode = "409", description = "Not enough servers are free")
    public CompletionStage<Object> provision(
            @Context Caller caller, @Context ClientConnection client, ProvisionJson wish) {
        String template = wish.template();
        CompletableFuture<List<Server>> claim =
                template == null ? servers.claim(caller, wish.claim()) : vms.claim(caller, wish.claim(), template);
        client.onHangUpDuring(claim, () -> claim.cancel(false));
        return claim.thenApply(wish::answer);
    }

    @POST
    @Path("deprovision")
    @RequiresPermission(value = Permission.POOL_CLAIM, over = Over.OWN)
    @Operation(summary = "Give a server back", description = "Answers the same for a server that is already free.")
    @ApiResponse(responseCode = "200", description = "It is free")
    @ApiResponse(responseCode = "404", description = "There is no such server")
    public Map<String, String> deprovision(@Context Caller caller, DeprovisionJson server) {
        servers.release(caller, server.server());
        return Map.of();
    }
}
