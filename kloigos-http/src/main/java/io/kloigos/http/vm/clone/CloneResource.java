package io.kloigos.http.vm.clone;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.clone.CloneService;
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

/** Copies of one VM. */
@Path("api/v1/vms/{vm_id}/clone")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class CloneResource {
    private final CloneService clones;
    private final VmOnHost hosts;
    private final TaskAnswer answer;

    @Inject
    public CloneResource(CloneService clones, VmOnHost hosts, TaskAnswer answer) {
        this.clones = clones;
        this.hosts = hosts;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Copy a VM that is off",
            description =
                    "On its host, with full copies of its own disks, another name and other MAC addresses. With linked=true"
                            + " the disks of both are built on what the VM's hold now, which takes no time and no"
                            + " room: the VM cannot be deleted before its linked clones then. The guest takes its new"
                            + " name at its first boot where it was made from an image.")
    @ApiResponse(
            responseCode = "200",
            description = "The copy",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(responseCode = "409", description = "It runs, the name is taken, or a disk is not its own alone")
    public CompletionStage<Response> clone(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            CloneVmJson copy) {
        hosts.check(vmId, copy.hostId());
        return answer.of(clones.clone(caller, vmId, copy.request()), prefer, HostVmJson::of);
    }

    /** A copy to make. */
    @Schema(name = "CloneVmRequest")
    record CloneVmJson(
            @Nullable String hostId,
            @Nullable String name,
            @Nullable Boolean start,
            @Nullable Boolean linked) {
        CloneRequest request() {
            return new CloneRequest(name == null ? "" : name, Boolean.TRUE.equals(start), Boolean.TRUE.equals(linked));
        }
    }
}
