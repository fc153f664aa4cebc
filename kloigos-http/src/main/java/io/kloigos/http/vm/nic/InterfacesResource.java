package io.kloigos.http.vm.nic;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.nic.NicService;
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

/** Network interfaces of one VM. */
@Path("api/v1/vms/{vm_id}/interfaces")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class InterfacesResource {
    private final NicService nics;
    private final VmOnHost hosts;
    private final TaskAnswer answer;

    @Inject
    public InterfacesResource(NicService nics, VmOnHost hosts, TaskAnswer answer) {
        this.nics = nics;
        this.hosts = hosts;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Plug a network interface into a VM",
            description = "While it runs, and from its next start on. Without a mac it gets one of its own.")
    @ApiResponse(
            responseCode = "200",
            description = "It is there",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or network")
    @ApiResponse(responseCode = "409", description = "The VM has an interface of that mac")
    public CompletionStage<Response> attach(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            AttachInterfaceJson nic) {
        hosts.check(vmId, nic.hostId());
        return answer.of(nics.attach(caller, vmId, nic.request()), prefer, HostVmJson::of);
    }

    @DELETE
    @Path("{mac}")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Unplug a network interface from a VM",
            description = "While it runs, and from its next start on.")
    @ApiResponse(
            responseCode = "200",
            description = "It is unplugged",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or interface")
    @ApiResponse(responseCode = "409", description = "The guest does not let go of it")
    public CompletionStage<Response> detach(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @PathParam("mac") String mac,
            @QueryParam("host_id") @Nullable String hostId) {
        hosts.check(vmId, hostId);
        return answer.of(nics.detach(caller, vmId, mac), prefer, HostVmJson::of);
    }
}
