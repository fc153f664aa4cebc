package io.kloigos.http.storage;

import io.kloigos.core.Caller;
import io.kloigos.core.storage.TrashService;
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
import jakarta.ws.rs.DELETE;
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

/** Deleted volumes that can still be brought back. */
@Path("api/v1/trash")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Storage")
public final class TrashResource {
    private final TrashService trash;
    private final TaskAnswer answer;

    @Inject
    public TrashResource(TrashService trash, TaskAnswer answer) {
        this.trash = trash;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(Permission.HOST_READ)
    @Operation(summary = "List what is in the trash", description = "What goes first comes first, at most 1,000.")
    @ApiResponse(responseCode = "200", description = "The volumes, which stay where they are until their deadline")
    public List<TrashedJson> list() {
        return trash.list().stream().map(TrashedJson::of).toList();
    }

    @POST
    @Path("{trash_id}/restore")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(summary = "Bring a volume back")
    @ApiResponse(
            responseCode = "200",
            description = "It is a volume like any other again",
            content = @Content(schema = @Schema(implementation = RestoredJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such entry in the trash")
    @ApiResponse(responseCode = "409", description = "It is being deleted")
    public RestoredJson restore(@Context Caller caller, @PathParam("trash_id") UUID trashId) {
        return new RestoredJson("restored", TrashedJson.of(trash.restore(caller, trashId)));
    }

    @DELETE
    @Path("{trash_id}")
    @RequiresPermission(Permission.STORAGE_MANAGE)
    @Operation(summary = "Delete a volume that is in the trash now")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = RemovedJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such entry in the trash")
    @ApiResponse(responseCode = "409", description = "It is being deleted, or somebody uses it by now")
    public CompletionStage<Response> remove(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("trash_id") UUID trashId) {
        return answer.of(trash.remove(caller, trashId), prefer, gone -> new RemovedJson("deleted", gone));
    }

    /** A volume that is back. */
    @Schema(name = "RestoredVolume")
    record RestoredJson(String status, TrashedJson volume) {}

    /** A volume that is gone for good. */
    @Schema(name = "RemovedFromTrash")
    record RemovedJson(String status, UUID trashId) {}
}
