package io.kloigos.http.backup;

import io.kloigos.core.backup.BackupService;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.UUID;

/** The backups of a VM. */
@Path("api/v1/vms/{vm_id}/backups")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Backups")
public final class VmBackupsResource {
    private final BackupService backups;

    @Inject
    public VmBackupsResource(BackupService backups) {
        this.backups = backups;
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.VM)
    @Operation(summary = "List the backups of a VM", description = "Newest first; of a VM that is gone too.")
    @ApiResponse(responseCode = "200", description = "The backups")
    public List<BackupJson> list(@PathParam("vm_id") UUID vmId) {
        return backups.ofVm(vmId).stream().map(BackupJson::of).toList();
    }
}
