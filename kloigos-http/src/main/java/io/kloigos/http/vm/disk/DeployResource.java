package io.kloigos.http.vm.disk;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.disk.DiskService;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.vm.HostVmJson;
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

/** Images that are put onto VMs. */
@Path("api/v1/vms/{vm_id}/deploy")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class DeployResource {
    private final DiskService disks;
    private final VmOnHost hosts;
    private final TaskAnswer answer;

    @Inject
    public DeployResource(DiskService disks, VmOnHost hosts, TaskAnswer answer) {
        this.disks = disks;
        this.hosts = hosts;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(
            summary = "Deploy an image",
            description =
                    "Gives a VM that is off a new first disk, made from the image; all else stays, its cloud-init data"
                            + " included. The old disk goes to the trash, or is deleted at once with now.")
    @ApiResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or its host has no such image")
    @ApiResponse(responseCode = "409", description = "The VM runs, has snapshots, or something is built on its disk")
    public CompletionStage<Response> deploy(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            DeployImageJson request) {
        hosts.check(vmId, request.hostId());
        return answer.of(
                disks.deploy(
                        caller,
                        vmId,
                        request.image(),
                        Boolean.TRUE.equals(request.now()) ? VmDisks.DELETE : VmDisks.TRASH),
                prefer,
                HostVmJson::of);
    }
}
