package io.kloigos.http.vm.disk;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.disk.DiskService;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.vm.DisksFate;
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
import jakarta.ws.rs.DELETE;
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
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Disks of one VM. */
@Path("api/v1/vms/{vm_id}/disks")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class DisksResource {
    private final DiskService disks;
    private final VmOnHost hosts;
    private final TaskAnswer answer;

    @Inject
    public DisksResource(DiskService disks, VmOnHost hosts, TaskAnswer answer) {
        this.disks = disks;
        this.hosts = hosts;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Plug a disk into a VM",
            description =
                    "A new one of size_gb, or a volume of the pool that nobody uses; while it runs, and from its next"
                            + " start on. name is what the guest calls it, such as vdb.")
    @ApiResponse(
            responseCode = "200",
            description = "It is there",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(responseCode = "409", description = "That place is taken, or the volume is in use")
    public CompletionStage<Response> attach(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            AttachDiskJson disk) {
        hosts.check(vmId, disk.hostId());
        return answer.of(disks.attach(caller, vmId, disk.request()), prefer, HostVmJson::of);
    }

    @DELETE
    @Path("{target}")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Unplug a disk from a VM",
            description =
                    "Its volume stays. With keep=false it goes into the trash, if it was made for this VM, or with"
                            + " now=true is deleted.")
    @ApiResponse(
            responseCode = "200",
            description = "It is unplugged",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or disk")
    @ApiResponse(responseCode = "409", description = "The guest does not let go of it, or something is built on it")
    public CompletionStage<Response> detach(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @PathParam("target") String target,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("keep") @Nullable String keep,
            @QueryParam("now") @Nullable String now) {
        hosts.check(vmId, hostId);
        boolean gone = QueryValues.flag("now", now);
        boolean kept = keep == null ? !gone : QueryValues.flag("keep", keep);
        return answer.of(disks.detach(caller, vmId, target, DisksFate.of("keep", kept, gone)), prefer, HostVmJson::of);
    }

    @POST
    @Path("{target}/resize")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(summary = "Make a disk larger", description = "While the VM runs, too. A disk is never made smaller.")
    @ApiResponse(
            responseCode = "200",
            description = "It is that large",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or disk")
    public CompletionStage<Response> grow(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @PathParam("target") String target,
            GrowDiskJson size) {
        hosts.check(vmId, size.hostId());
        return answer.of(disks.grow(caller, vmId, target, size.size()), prefer, HostVmJson::of);
    }

    @POST
    @Path("{target}/move")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Move a disk into another storage pool of its host",
            description =
                    "While the VM runs, too: the guest goes on writing, and finds itself in the new volume once all is"
                            + " there. The old volume is deleted then, and no sooner.")
    @ApiResponse(
            responseCode = "200",
            description = "It is there, and nowhere else",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, disk or pool")
    @ApiResponse(
            responseCode = "409",
            description = "It is there already, the pool has no room, or snapshots, overlays or other VMs hold it")
    public CompletionStage<Response> move(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @PathParam("target") String target,
            MoveDiskJson place) {
        hosts.check(vmId, place.hostId());
        return answer.of(disks.move(caller, vmId, target, place.into()), prefer, HostVmJson::of);
    }
}
