package io.kloigos.http.storage;

import io.kloigos.core.Caller;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.storage.VolumeService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What is stored in a volume, in and out as a stream: never in memory, and never in a file of this machine. */
@Path("api/v1/hosts/{host_id}/storage-pools/{pool}/volumes/{name}/content")
@Singleton
@Tag(name = "Storage")
public final class VolumeContentResource {
    private final VolumeService volumes;
    private final VolumeList list;
    private final BlockingCalls calls;

    @Inject
    public VolumeContentResource(VolumeService volumes, VolumeList list, BlockingCalls calls) {
        this.volumes = volumes;
        this.list = list;
        this.calls = calls;
    }

    @GET
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(
            summary = "Download a volume",
            description = "Its bytes as they are stored: of a qcow2 volume the qcow2 file. Of a disk that a running VM"
                    + " writes to, what comes is of no use; make a backup of the VM instead, or stop it.")
    @ApiResponse(responseCode = "200", description = "The bytes")
    @ApiResponse(responseCode = "404", description = "There is no such host or volume")
    public CompletionStage<Response> read(
            @PathParam("host_id") String hostId, @PathParam("pool") String pool, @PathParam("name") String name) {
        return calls.runAt(hostId, () -> {
            Content content = volumes.content(new VolumeId(hostId, pool, name));
            StreamingOutput body = out -> {
                try (InputStream in = content.open()) {
                    in.transferTo(out);
                }
            };
            Response.ResponseBuilder answer = Response.ok(body);
            return content.sizeBytes() == Content.UNKNOWN_SIZE
                    ? answer.build()
                    : answer.header(HttpHeaders.CONTENT_LENGTH, content.sizeBytes())
                            .build();
        });
    }

    @PUT
    @Consumes(MediaType.APPLICATION_OCTET_STREAM)
    @Produces(MediaType.APPLICATION_JSON)
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(
            summary = "Upload into a volume",
            description =
                    "Writes the body over what is in the volume, which nobody may use. It must fit: make the volume"
                            + " as large as its disk first. When the transfer breaks off, send it again.",
            requestBody =
                    @RequestBody(
                            required = true,
                            content =
                                    @io.swagger.v3.oas.annotations.media.Content(
                                            mediaType = MediaType.APPLICATION_OCTET_STREAM,
                                            schema = @Schema(type = "string", format = "binary"))))
    @ApiResponse(
            responseCode = "200",
            description = "The volume",
            content =
                    @io.swagger.v3.oas.annotations.media.Content(
                            schema = @Schema(implementation = HostVolumeJson.class)))
    @ApiResponse(responseCode = "400", description = "It does not fit, broke off, or stands on another file")
    @ApiResponse(responseCode = "404", description = "There is no such host or volume")
    @ApiResponse(responseCode = "409", description = "Somebody uses the volume")
    public CompletionStage<HostVolumeJson> write(
            @Context Caller caller,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            @PathParam("name") String name,
            @HeaderParam(HttpHeaders.CONTENT_LENGTH) @Nullable Long length,
            InputStream body) {
        VolumeId id = new VolumeId(hostId, pool, name);
        return calls.runAt(
                hostId,
                () -> new HostVolumeJson(
                        hostId, pool, list.of(hostId, volumes.write(caller, id, new Body(length, body)))));
    }

    private record Body(@Nullable Long length, InputStream open) implements Content {
        @Override
        public long sizeBytes() {
            return length == null ? UNKNOWN_SIZE : length;
        }
    }
}
