package io.kloigos.http.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.VmEdits;
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
import jakarta.ws.rs.PATCH;
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

/** Changes of what a VM is: size, name, labels. */
@Path("api/v1/vms")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class VmEditsResource {
    private final VmEdits edits;
    private final VmOnHost hosts;
    private final TaskAnswer answer;

    @Inject
    public VmEditsResource(VmEdits edits, VmOnHost hosts, TaskAnswer answer) {
        this.edits = edits;
        this.hosts = hosts;
        this.answer = answer;
    }

    @POST
    @Path("{vm_id}/resize")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Give a VM other CPUs and memory",
            description =
                    "At once as far as its host and guest can, up to the VM's maximum; restart_required says whether it"
                            + " has to be stopped and started for the rest.")
    @ApiResponse(
            responseCode = "200",
            description = "It has that size, or will have at its next start",
            content = @Content(schema = @Schema(implementation = ResizedVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    public CompletionStage<Response> resize(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            ResizeVmJson size) {
        hosts.check(vmId, size.hostId());
        return answer.of(edits.resize(caller, vmId, size.cores(), size.memory()), prefer, ResizedVmJson::of);
    }

    @POST
    @Path("{vm_id}/metadata")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(summary = "Set a VM's labels and annotations", description = "All of them: those not named go.")
    @ApiResponse(
            responseCode = "200",
            description = "They are set, here and on the domain",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    public CompletionStage<Response> setMetadata(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            VmMetadataJson metadata) {
        hosts.check(vmId, metadata.hostId());
        return answer.of(
                edits.setMetadata(caller, vmId, metadata.labels(), metadata.annotations()), prefer, HostVmJson::of);
    }

    @POST
    @Path("{vm_id}/project")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Give a VM to another project",
            description = "It goes on running; from now on it takes from that project's quota. null is no project.")
    @ApiResponse(
            responseCode = "200",
            description = "It belongs to that project, here and on the domain",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "403", description = "The project's quota does not allow it")
    @ApiResponse(responseCode = "404", description = "There is no such VM or project")
    public CompletionStage<Response> giveTo(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            VmProjectJson project) {
        hosts.check(vmId, project.hostId());
        return answer.of(edits.giveTo(caller, vmId, project.projectId()), prefer, HostVmJson::of);
    }

    @PATCH
    @Path("{vm_id}")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Edit a VM",
            description =
                    "Its name (while it is stopped), whether it starts with its host, whether it is protected from"
                            + " being deleted, and what is said of it.")
    @ApiResponse(
            responseCode = "200",
            description = "It is changed",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(responseCode = "409", description = "It runs and cannot be renamed, or the name is taken")
    public CompletionStage<Response> edit(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            EditVmJson edit) {
        hosts.check(vmId, edit.hostId());
        return answer.of(edits.edit(caller, vmId, edit.edit()), prefer, HostVmJson::of);
    }
}
