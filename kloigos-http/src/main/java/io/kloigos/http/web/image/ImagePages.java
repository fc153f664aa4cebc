package io.kloigos.http.web.image;

import io.kloigos.core.host.HostService;
import io.kloigos.core.image.ImageService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.HostChoice;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.UUID;

/** Images: the catalogue, what is being imported, and one of them. */
@Path("images")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class ImagePages {
    private static final int JOBS = 20;

    private final ImageService images;
    private final HostService hosts;

    @Inject
    public ImagePages(ImageService images, HostService hosts) {
        this.images = images;
        this.hosts = hosts;
    }

    @GET
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(summary = "The images")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@Context UriInfo uri) {
        return Page.of("image/list")
                .with("images", images.list())
                .with("jobs", images.jobs(JOBS))
                .with("hosts", HostChoice.ready(hosts))
                .with("paging", Paging.whole(uri));
    }

    @GET
    @Path("{image_id}")
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(summary = "An image")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page image(@PathParam("image_id") UUID imageId) {
        return Page.of("image/image").with("image", images.get(imageId)).with("hosts", HostChoice.ready(hosts));
    }
}
