package io.kloigos.http.image;

import io.kloigos.core.image.ImageService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The images of one host. */
@Path("api/v1/hosts/{host_id}/images")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Images")
public final class HostImagesResource {
    private final ImageService images;

    @Inject
    public HostImagesResource(ImageService images) {
        this.images = images;
    }

    @GET
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(summary = "List the images that a host has or is getting")
    @ApiResponse(responseCode = "200", description = "The images")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public HostImagesJson list(@PathParam("host_id") String hostId) {
        return new HostImagesJson(
                hostId, images.onHost(hostId).stream().map(ImageJson::of).toList());
    }

    /** A host's images on the wire. */
    @Schema(name = "HostImages")
    record HostImagesJson(String hostId, List<ImageJson> images) {}
}
