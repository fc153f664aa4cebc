package io.kloigos.http.backup;

import io.kloigos.core.Caller;
import io.kloigos.core.backup.BackupService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.vm.HostVmJson;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** All backups. */
@Path("api/v1/backups")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Backups")
public final class BackupsResource {
    private final BackupService backups;
    private final TaskAnswer answer;

    @Inject
    public BackupsResource(BackupService backups, TaskAnswer answer) {
        this.backups = backups;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(summary = "List all backups", description = "Newest first, at most 1,000.")
    @ApiResponse(responseCode = "200", description = "The backups")
    public List<BackupJson> list() {
        return backups.list().stream().map(BackupJson::of).toList();
    }

    @DELETE
    @Path("{backup_id}")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(summary = "Delete a backup", description = "For good, if nobody has taken its volumes into use.")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = DeletedBackupJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such backup")
    @ApiResponse(responseCode = "409", description = "Somebody uses a volume of it, or it is being made or deleted")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("backup_id") UUID backupId) {
        return answer.of(backups.delete(caller, backupId), prefer, gone -> new DeletedBackupJson("deleted", gone));
    }

    @POST
    @Path("{backup_id}/restore")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Make a VM from a backup",
            description =
                    "As the VM was when it was backed up, with another name, other MAC addresses and copies of the disks;"
                            + " on another host they are streamed there. The backup stays as it is.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such backup, host or pool")
    @ApiResponse(
            responseCode = "409",
            description = "The name is taken, a network is missing, or the backup is being made or deleted")
    public CompletionStage<Response> restore(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("backup_id") UUID backupId,
            RestoreBackupJson vm) {
        return answer.of(backups.restore(caller, backupId, vm.request()), prefer, HostVmJson::of);
    }

    /** A backup that is gone. */
    @Schema(name = "DeletedBackup")
    record DeletedBackupJson(String status, UUID backupId) {}
}
