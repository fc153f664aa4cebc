package io.kloigos.http.vm.migration;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.migration.MigrationService;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.vm.VmJson;
import io.kloigos.http.vm.VmOnHost;
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

/** Moves of one VM. */
@Path("api/v1/vms/{vm_id}/migrate")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class MigrateResource {
    private final MigrationService migrations;
    private final VmOnHost hosts;
    private final TaskAnswer answer;

    @Inject
    public MigrateResource(MigrationService migrations, VmOnHost hosts, TaskAnswer answer) {
        this.migrations = migrations;
        this.hosts = hosts;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Move a VM to another host",
            description =
                    "While it runs, or as it lies; live=true or false insists on one of them. Its disks are copied along"
                            + " unless both hosts share them. The host that it leaves reaches the other one with our SSH agent,"
                            + " forwarded for as long as it takes, and must know that one's host key. Whatever happens, the VM is"
                            + " on one of the two.")
    @ApiResponse(
            responseCode = "200",
            description = "It has moved",
            content = @Content(schema = @Schema(implementation = MigratedVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, not on that host, or no such target")
    @ApiResponse(responseCode = "409", description = "Something that it needs is missing on the target")
    public CompletionStage<Response> migrate(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            MigrateVmJson move) {
        String source = hosts.check(vmId, move.sourceHostId());
        return answer.of(
                migrations.migrate(caller, vmId, move.request()),
                prefer,
                vm -> new MigratedVmJson(vmId, source, vm.hostId(), VmJson.of(vm)));
    }

    /** A VM that has moved. */
    @Schema(name = "MigratedVm")
    record MigratedVmJson(UUID vmId, String sourceHostId, String targetHostId, VmJson vm) {}
}
