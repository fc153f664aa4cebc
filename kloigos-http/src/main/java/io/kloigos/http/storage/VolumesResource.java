package io.kloigos.http.storage;

import io.kloigos.core.Caller;
import io.kloigos.core.storage.VolumeId;
import io.kloigos.core.storage.VolumeService;
import io.kloigos.core.trash.Trashed;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
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
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The volumes of one storage pool. */
@Path("api/v1/hosts/{host_id}/storage-pools/{pool}/volumes")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Storage")
public final class VolumesResource {
    private final VolumeService volumes;
    private final VolumeList list;
    private final LiveAnswers live;
    private final TaskAnswer answer;

    @Inject
    public VolumesResource(VolumeService volumes, VolumeList list, LiveAnswers live, TaskAnswer answer) {
        this.volumes = volumes;
        this.list = list;
        this.live = live;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "List the volumes of a storage pool",
            description = "With the VMs that use them, as last reported; live=true looks first.")
    @ApiResponse(
            responseCode = "200",
            description = "The volumes",
            content = @Content(schema = @Schema(implementation = VolumesJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host or pool")
    public CompletionStage<VolumesJson> list(
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            @QueryParam("live") @Nullable String ask) {
        return live.answer(
                hostId, QueryValues.flag("live", ask), () -> new VolumesJson(hostId, pool, list.ofPool(hostId, pool)));
    }

    @POST
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(summary = "Make a volume", description = "An empty one, or an overlay of another one in its pool.")
    @ApiResponse(
            responseCode = "200",
            description = "The volume",
            content = @Content(schema = @Schema(implementation = HostVolumeJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host, pool or backing volume")
    @ApiResponse(responseCode = "409", description = "There is a volume of that name")
    public CompletionStage<Response> create(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            CreateVolumeJson volume) {
        return answer.of(
                volumes.create(caller, hostId, volume.spec(pool)),
                prefer,
                made -> new HostVolumeJson(hostId, pool, list.of(hostId, made)));
    }

    @DELETE
    @Path("{name}")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(
            summary = "Delete a volume that nobody uses",
            description =
                    "A fresh look at the host must prove that nobody does. It goes to the trash, from where it can"
                            + " be brought back until its deadline; now=true deletes it for good.")
    @ApiResponse(
            responseCode = "200",
            description = "It is in the trash, or gone",
            content = @Content(schema = @Schema(implementation = DeletedVolumeJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host or volume")
    @ApiResponse(responseCode = "409", description = "Somebody uses it, or nobody can know")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            @PathParam("name") String name,
            @QueryParam("now") @Nullable String now) {
        return answer.of(
                volumes.delete(caller, new VolumeId(hostId, pool, name), QueryValues.flag("now", now)),
                prefer,
                trashed -> DeletedVolumeJson.of(hostId, pool, name, trashed));
    }

    @POST
    @Path("{name}/resize")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(summary = "Grow a volume", description = "One that no VM runs on and nothing is an overlay of.")
    @ApiResponse(
            responseCode = "200",
            description = "The volume",
            content = @Content(schema = @Schema(implementation = HostVolumeJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host or volume")
    @ApiResponse(responseCode = "409", description = "It is larger, in use, or a base")
    public CompletionStage<Response> resize(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            @PathParam("name") String name,
            ResizeVolumeJson size) {
        return answer.of(
                volumes.resize(caller, new VolumeId(hostId, pool, name), size.bytes()),
                prefer,
                grown -> new HostVolumeJson(hostId, pool, list.of(hostId, grown)));
    }

    @POST
    @Path("{name}/clone")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(summary = "Copy a volume", description = "In full, within its pool, while no VM runs on it.")
    @ApiResponse(
            responseCode = "200",
            description = "The copy",
            content = @Content(schema = @Schema(implementation = HostVolumeJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host or volume")
    @ApiResponse(responseCode = "409", description = "A VM runs on it, or there is a volume of the new name")
    public CompletionStage<Response> copy(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            @PathParam("name") String name,
            CloneVolumeJson copy) {
        return answer.of(
                volumes.copy(caller, new VolumeId(hostId, pool, name), copy.copy()),
                prefer,
                made -> new HostVolumeJson(hostId, pool, list.of(hostId, made)));
    }

    /** The volumes of a pool. */
    @Schema(name = "Volumes")
    record VolumesJson(String hostId, String pool, List<VolumeJson> volumes) {}

    /** A volume that is gone, or in the trash. */
    @Schema(name = "DeletedVolume")
    record DeletedVolumeJson(String hostId, Result result) {
        record Result(
                String status,
                String pool,
                String volume,
                @Nullable TrashedJson trash) {}

        static DeletedVolumeJson of(String hostId, String pool, String volume, Optional<Trashed> trashed) {
            return new DeletedVolumeJson(
                    hostId,
                    new Result(
                            trashed.isPresent() ? "trashed" : "deleted",
                            pool,
                            volume,
                            trashed.map(TrashedJson::of).orElse(null)));
        }
    }
}
