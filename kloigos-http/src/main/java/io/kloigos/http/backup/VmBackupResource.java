package io.kloigos.http.backup;

import io.kloigos.core.Caller;
import io.kloigos.core.backup.BackupService;
import io.kloigos.http.security.Over;
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

/** Makes backups of a VM. */
@Path("api/v1/vms/{vm_id}/backup")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Backups")
public final class VmBackupResource {
    private final BackupService backups;
    private final TaskAnswer answer;

    @Inject
    public VmBackupResource(BackupService backups, TaskAnswer answer) {
        this.backups = backups;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Back up a VM",
            description =
                    "Copies all its disks, as of one moment and while it runs if it does, into qcow2 volumes of a pool"
                            + " of files on its host. They can be downloaded as any volume.")
    @ApiResponse(
            responseCode = "200",
            description = "The backup",
            content = @Content(schema = @Schema(implementation = BackupJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or pool")
    @ApiResponse(responseCode = "409", description = "The VM has no disks, or the pool is not one of files")
    public CompletionStage<Response> make(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            MakeBackupJson backup) {
        return answer.of(backups.make(caller, vmId, backup.into(), backup.called()), prefer, BackupJson::of);
    }
}
