package io.kloigos.http.image;

import io.kloigos.core.Caller;
import io.kloigos.core.image.ImageService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.kloigos.http.task.TaskAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The catalogue of base disks. */
@Path("api/v1/images")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Images")
public final class ImagesResource {
    private final ImageService images;
    private final ImageFolder folder;
    private final BlockingCalls calls;
    private final TaskAnswer answer;

    @Inject
    public ImagesResource(ImageService images, ImageFolder folder, BlockingCalls calls, TaskAnswer answer) {
        this.images = images;
        this.folder = folder;
        this.calls = calls;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(summary = "List images", description = "Newest first, at most 1,000.")
    @ApiResponse(responseCode = "200", description = "The catalogue")
    public List<ImageJson> list() {
        return images.list().stream().map(ImageJson::of).toList();
    }

    @GET
    @Path("{image_id}")
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(summary = "Look at an image")
    @ApiResponse(responseCode = "200", description = "The image")
    @ApiResponse(responseCode = "404", description = "There is no such image")
    public ImageJson get(@PathParam("image_id") UUID imageId) {
        return ImageJson.of(images.get(imageId));
    }

    @POST
    @RequiresPermission(Permission.IMAGE_MANAGE)
    @Operation(
            summary = "Load an image onto a host",
            description = "From the server's image folder into the host's default pool, and into the catalogue.")
    @ApiResponse(
            responseCode = "200",
            description = "The image is on the host",
            content = @Content(schema = @Schema(implementation = HostImageJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    @ApiResponse(responseCode = "409", description = "That version has another content")
    public CompletionStage<Response> load(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, LoadImageJson image) {
        var file = folder.file(image.source());
        // the file is read through once before its task is accepted
        return calls.run(() -> images.load(caller, image.host(), image.image(), image.imageVersion(), file))
                .thenCompose(pending ->
                        answer.of(pending, prefer, loaded -> new HostImageJson(image.host(), ImageJson.of(loaded))));
    }
}
