package io.kloigos.http.image;

import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.observation.HostInventory;
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
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The images of one host. */
@Path("api/v1/hosts/{host_id}/images")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Images")
public final class HostImagesResource {
    private final ImageService images;
    private final HostInventory inventory;
    private final LiveAnswers live;

    @Inject
    public HostImagesResource(ImageService images, HostInventory inventory, LiveAnswers live) {
        this.images = images;
        this.inventory = inventory;
        this.live = live;
    }

    @GET
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(
            summary = "List the images that a host has or is getting",
            description = "As catalogued; with live=true the host is looked at, and only what it has is listed.")
    @ApiResponse(
            responseCode = "200",
            description = "The images",
            content = @Content(schema = @Schema(implementation = HostImagesJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<HostImagesJson> list(
            @PathParam("host_id") String hostId, @QueryParam("live") @Nullable String ask) {
        boolean asked = QueryValues.flag("live", ask);
        return live.answer(
                hostId, asked, () -> HostImagesJson.of(hostId, asked ? there(hostId) : images.onHost(hostId)));
    }

    private List<Image> there(String hostId) {
        Set<String> volumes =
                inventory.volumes(hostId).stream().map(Volume::name).collect(Collectors.toSet());
        return images.onHost(hostId).stream()
                .filter(image -> volumes.contains(image.volume()))
                .toList();
    }

    /** A host's images on the wire. */
    @Schema(name = "HostImages")
    record HostImagesJson(String hostId, List<ImageJson> images) {
        static HostImagesJson of(String hostId, List<Image> images) {
            return new HostImagesJson(hostId, images.stream().map(ImageJson::of).toList());
        }
    }
}
