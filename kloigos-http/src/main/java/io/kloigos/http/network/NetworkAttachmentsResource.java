package io.kloigos.http.network;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.nic.NetworkAttachments;
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

/** VMs put on a network and taken off it. */
@Path("api/v1/networks")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Networks")
public final class NetworkAttachmentsResource {
    private final NetworkAttachments attachments;
    private final TaskAnswer answer;

    @Inject
    public NetworkAttachmentsResource(NetworkAttachments attachments, TaskAnswer answer) {
        this.attachments = attachments;
        this.answer = answer;
    }

    @POST
    @Path("{network_id}/attach")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Put a VM on a network",
            description =
                    "With an interface of its own, at once and from its next start on. An address is kept for it.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM has an interface there",
            content = @Content(schema = @Schema(implementation = AttachedJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or network, or not on the same host")
    @ApiResponse(responseCode = "409", description = "The VM has an interface of that mac, or the address is taken")
    public CompletionStage<Response> attach(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("network_id") UUID networkId,
            AttachmentJson vm) {
        return answer.of(
                attachments.attach(caller, vm.on(networkId)),
                prefer,
                changed -> AttachedJson.of("attached", changed, networkId));
    }

    @POST
    @Path("{network_id}/detach")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Take a VM off a network",
            description = "Unplugs its interface there; the mac says which, where it has several.")
    @ApiResponse(
            responseCode = "200",
            description = "The interface is unplugged",
            content = @Content(schema = @Schema(implementation = AttachedJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or network, or not on the same host")
    @ApiResponse(responseCode = "409", description = "The VM has no such interface, or its guest does not let go of it")
    public CompletionStage<Response> detach(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("network_id") UUID networkId,
            AttachmentJson vm) {
        return answer.of(
                attachments.detach(caller, vm.on(networkId)),
                prefer,
                changed -> AttachedJson.of("detached", changed, networkId));
    }

    /** What became of a VM on a network. */
    @Schema(name = "NetworkAttachment")
    record AttachedJson(String hostId, Result result) {
        static AttachedJson of(String status, Vm vm, UUID networkId) {
            return new AttachedJson(vm.hostId(), new Result(status, vm.vmId(), networkId));
        }

        /** The result in the seed's shape. */
        @Schema(name = "NetworkAttachmentResult")
        record Result(String status, UUID vmId, UUID networkId) {}
    }
}
