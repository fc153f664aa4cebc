package io.kloigos.http.live;

import io.kloigos.core.image.ImageService;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.host.LiveAnswers;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Everything that a host has. */
@Path("api/v1/hosts/{host_id}/inventory-live")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Hosts")
public final class LiveInventoryResource {
    private final HostInventory inventory;
    private final VmService vms;
    private final ImageService images;
    private final LiveAnswers live;

    @Inject
    public LiveInventoryResource(HostInventory inventory, VmService vms, ImageService images, LiveAnswers live) {
        this.inventory = inventory;
        this.vms = vms;
        this.images = images;
        this.live = live;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "Everything that a host has",
            description = "As it last told of every change; live=true looks at everything first. unmanaged has the"
                    + " domains of the host that are not VMs of ours.")
    @ApiResponse(
            responseCode = "200",
            description = "The host's VMs, networks, images and what is attached to what",
            content = @Content(schema = @Schema(implementation = LiveInventoryJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<LiveInventoryJson> inventory(
            @PathParam("host_id") String hostId, @QueryParam("live") @Nullable String ask) {
        return live.answer(hostId, QueryValues.flag("live", ask), () -> read(hostId));
    }

    private LiveInventoryJson read(String hostId) {
        return LiveInventoryJson.of(
                hostId,
                vms.list(VmQuery.onHost(hostId)),
                inventory.domains(hostId),
                inventory.networks(hostId),
                images.onHost(hostId),
                inventory.snapshots(hostId),
                inventory.volumes(hostId));
    }
}
