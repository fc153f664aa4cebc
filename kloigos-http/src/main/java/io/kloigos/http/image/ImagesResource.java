package io.kloigos.http.image;

import io.kloigos.core.Caller;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.task.Pending;
import io.kloigos.http.image.ImportJobJson.QueuedJson;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
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
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
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
    private static final int MOST_JOBS = 1000;

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
    @RequiresPermission(value = Permission.IMAGE_READ, over = Over.SHARED)
    @Operation(summary = "List images", description = "Newest first, at most 1,000.")
    @ApiResponse(responseCode = "200", description = "The catalogue")
    public List<ImageJson> list() {
        return images.list().stream().map(ImageJson::of).toList();
    }

    @GET
    @Path("{image_id}")
    @RequiresPermission(value = Permission.IMAGE_READ, over = Over.SHARED)
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
            description =
                    "From an http or https URL, from a volume on the host, such as one that a disk was uploaded into, or from"
                            + " the server's image folder, into the host's default pool and into the catalogue.")
    @ApiResponse(
            responseCode = "200",
            description = "The image is on the host",
            content = @Content(schema = @Schema(implementation = HostImageJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host")
    @ApiResponse(responseCode = "409", description = "That version has another content, or cannot be fetched")
    public CompletionStage<Response> load(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, LoadImageJson image) {
        // a file is read through once before its task is accepted
        return calls.run(() -> image.isFile() ? loadFile(caller, image) : images.fetch(caller, image.request()))
                .thenCompose(pending ->
                        answer.of(pending, prefer, loaded -> new HostImageJson(image.host(), ImageJson.of(loaded))));
    }

    private Pending<Image> loadFile(Caller caller, LoadImageJson image) {
        return images.load(caller, image.host(), image.image(), image.imageVersion(), folder.file(image.source()));
    }

    @POST
    @Path("import")
    @RequiresPermission(Permission.IMAGE_MANAGE)
    @Operation(
            summary = "Import an image from a URL or a volume",
            description =
                    "Answers at once with the job that streams it onto the host. It is checked on the way: against"
                            + " the checksum, if one is given, and that it is a disk that stands on no other file. Until all of it"
                            + " is there it is no image.")
    @ApiResponse(
            responseCode = "200",
            description = "The job",
            content = @Content(schema = @Schema(implementation = QueuedJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    @ApiResponse(
            responseCode = "409",
            description = "That version has another content, or the volume is being written to or in the trash")
    public QueuedJson fetch(@Context Caller caller, LoadImageJson image) {
        UUID job = images.fetch(caller, image.request()).taskId();
        return new QueuedJson("queued", ImportJobJson.of(images.job(job)));
    }

    @GET
    @Path("import-jobs")
    @RequiresPermission(Permission.IMAGE_READ)
    @Operation(summary = "List imports", description = "The latest first.")
    @ApiResponse(
            responseCode = "200",
            description = "The jobs",
            content = @Content(schema = @Schema(implementation = ImportJobJson.ListJson.class)))
    public ImportJobJson.ListJson jobs(@QueryParam("limit") @DefaultValue("50") int limit) {
        QueryValues.range("limit", limit, MOST_JOBS);
        List<ImportJobJson> items =
                images.jobs(limit).stream().map(ImportJobJson::of).toList();
        return new ImportJobJson.ListJson(items.size(), items);
    }

    @POST
    @Path("{image_id}/copy")
    @RequiresPermission(Permission.IMAGE_MANAGE)
    @Operation(summary = "Copy an image to another host", description = "Streamed through this server and verified.")
    @ApiResponse(
            responseCode = "200",
            description = "The image is on the host",
            content = @Content(schema = @Schema(implementation = HostImageJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such image or host")
    @ApiResponse(responseCode = "409", description = "No other host that can be reached has it")
    public CompletionStage<Response> copy(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("image_id") UUID imageId,
            CopyImageJson copy) {
        return answer.of(
                images.copy(caller, imageId, copy.host(), copy.fromHostId()),
                prefer,
                copied -> new HostImageJson(copy.host(), ImageJson.of(copied)));
    }

    @POST
    @Path("{image_id}/retire")
    @RequiresPermission(Permission.IMAGE_MANAGE)
    @Operation(summary = "Make no more VMs from an image", description = "It stays listed, and VMs keep it.")
    @ApiResponse(responseCode = "200", description = "The image")
    @ApiResponse(responseCode = "404", description = "There is no such image")
    public ImageJson retire(@Context Caller caller, @PathParam("image_id") UUID imageId) {
        return ImageJson.of(images.retire(caller, imageId));
    }

    @DELETE
    @Path("{image_id}")
    @RequiresPermission(Permission.IMAGE_MANAGE)
    @Operation(
            summary = "Delete an image from a host",
            description = "And from the catalogue with its last copy. Without host_id from the only host that has it.")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = DeletedImageJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such image, or not on that host")
    @ApiResponse(responseCode = "409", description = "A volume is an overlay of it, or a VM is being made from it")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("image_id") UUID imageId,
            @QueryParam("host_id") @Nullable String hostId) {
        List<String> holders = images.get(imageId).hosts();
        String host = hostId == null && holders.size() == 1 ? holders.get(0) : hostId;
        return answer.of(
                images.delete(caller, imageId, hostId),
                prefer,
                gone -> new DeletedImageJson(host, new DeletedImageJson.Result("deleted", gone)));
    }

    /** An image that is gone from a host. */
    @Schema(name = "DeletedImage")
    record DeletedImageJson(@Nullable String hostId, Result result) {
        record Result(String status, UUID imageId) {}
    }
}
