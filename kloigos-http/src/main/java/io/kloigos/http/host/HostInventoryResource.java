package io.kloigos.http.host;

import io.kloigos.core.observation.HostInventory;
import io.kloigos.http.query.QueryValues;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What a host has, as last reported; {@code live=true} looks at it first. */
@Path("api/v1/hosts")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public final class HostInventoryResource {
    private final HostInventory inventory;
    private final LiveAnswers live;

    @Inject
    public HostInventoryResource(HostInventory inventory, LiveAnswers live) {
        this.inventory = inventory;
        this.live = live;
    }

    @GET
    @Path("{host_id}/networks")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "List a host's networks")
    @ApiResponse(
            responseCode = "200",
            description = "The networks",
            content = @Content(schema = @Schema(implementation = HostNetworksJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<HostNetworksJson> networks(
            @PathParam("host_id") String hostId, @QueryParam("live") @Nullable String ask) {
        return live.answer(
                hostId,
                QueryValues.flag("live", ask),
                () -> new HostNetworksJson(
                        hostId,
                        inventory.networks(hostId).stream()
                                .map(HostNetworkJson::of)
                                .toList()));
    }

    /** A host's networks on the wire. */
    @Schema(name = "HostNetworks")
    record HostNetworksJson(String hostId, List<HostNetworkJson> networks) {}
}
