package io.kloigos.http.storage;

import io.kloigos.core.Caller;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.storage.StoragePoolService;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.storage.StoragePoolsJson.PoolJson;
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
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The storage pools of one host. */
@Path("api/v1/hosts/{host_id}/storage-pools")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Storage")
public final class StoragePoolsResource {
    private final StoragePoolService pools;
    private final HostInventory inventory;
    private final VolumeList volumes;
    private final LiveAnswers live;
    private final TaskAnswer answer;

    @Inject
    public StoragePoolsResource(
            StoragePoolService pools,
            HostInventory inventory,
            VolumeList volumes,
            LiveAnswers live,
            TaskAnswer answer) {
        this.pools = pools;
        this.inventory = inventory;
        this.volumes = volumes;
        this.live = live;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(
            summary = "List a host's storage pools",
            description =
                    "With their volumes and the VMs that use them, as last reported; live=true looks first. What is"
                            + " in the trash is not listed.")
    @ApiResponse(
            responseCode = "200",
            description = "The storage pools",
            content = @Content(schema = @Schema(implementation = StoragePoolsJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host")
    public CompletionStage<StoragePoolsJson> list(
            @PathParam("host_id") String hostId, @QueryParam("live") @Nullable String ask) {
        return live.answer(
                hostId,
                QueryValues.flag("live", ask),
                () -> StoragePoolsJson.of(hostId, inventory, pool -> volumes.ofPool(hostId, pool)));
    }

    @GET
    @Path("{pool}")
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "Look at a storage pool", description = "As last reported; live=true looks first.")
    @ApiResponse(
            responseCode = "200",
            description = "The pool with its volumes",
            content = @Content(schema = @Schema(implementation = HostPoolJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such host or pool")
    public CompletionStage<HostPoolJson> get(
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            @QueryParam("live") @Nullable String ask) {
        return live.answer(hostId, QueryValues.flag("live", ask), () -> wire(hostId, pools.get(hostId, pool)));
    }

    @POST
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(summary = "Make a storage pool", description = "Defines, builds if asked for, and starts it.")
    @ApiResponse(
            responseCode = "200",
            description = "The pool is active",
            content = @Content(schema = @Schema(implementation = HostPoolJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "409", description = "There is a pool of that name")
    public CompletionStage<Response> create(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            CreatePoolJson pool) {
        return answer.of(
                pools.create(caller, hostId, pool.spec(), pool.builds(), pool.starts()),
                prefer,
                made -> wire(hostId, made));
    }

    @DELETE
    @Path("{pool}")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(
            summary = "Remove a storage pool from a host",
            description = "Stops it and removes its definition. What is in it stays where it is, always.")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = DeletedPoolJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host or pool")
    @ApiResponse(responseCode = "409", description = "A VM or an image uses a volume in it")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool) {
        return answer.of(
                pools.delete(caller, hostId, pool),
                prefer,
                gone -> new DeletedPoolJson(hostId, new DeletedPoolJson.Result("deleted", gone)));
    }

    @POST
    @Path("{pool}/action")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(
            summary = "Start, stop or refresh a storage pool",
            description =
                    "action: start, stop, refresh, autostart_on, autostart_off. VMs that run keep their disks when"
                            + " their pool is stopped; they cannot be started again until it is active.")
    @ApiResponse(
            responseCode = "200",
            description = "The pool as it is now",
            content = @Content(schema = @Schema(implementation = HostPoolJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such host or pool")
    public CompletionStage<Response> act(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("host_id") String hostId,
            @PathParam("pool") String pool,
            PoolActionJson request) {
        return answer.of(pools.act(caller, hostId, pool, request.verb()), prefer, changed -> wire(hostId, changed));
    }

    private HostPoolJson wire(String hostId, StoragePool pool) {
        return new HostPoolJson(hostId, PoolJson.of(pool, volumes.ofPool(hostId, pool.name())));
    }

    /** A pool and its host. */
    @Schema(name = "HostStoragePool")
    record HostPoolJson(String hostId, PoolJson storagePool) {}

    /** A pool that is gone. */
    @Schema(name = "DeletedStoragePool")
    record DeletedPoolJson(String hostId, Result result) {
        record Result(String status, String pool) {}
    }
}
