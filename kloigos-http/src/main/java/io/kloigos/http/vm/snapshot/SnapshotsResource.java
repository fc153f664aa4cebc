package io.kloigos.http.vm.snapshot;

import io.kloigos.core.Caller;
import io.kloigos.core.vm.snapshot.SnapshotService;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.vm.HostIdJson;
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
import jakarta.ws.rs.GET;
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

/** Snapshots of one VM. */
@Path("api/v1/vms/{vm_id}/snapshots")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class SnapshotsResource {
    private final SnapshotService snapshots;
    private final VmOnHost hosts;
    private final LiveAnswers live;
    private final TaskAnswer answer;

    @Inject
    public SnapshotsResource(SnapshotService snapshots, VmOnHost hosts, LiveAnswers live, TaskAnswer answer) {
        this.snapshots = snapshots;
        this.hosts = hosts;
        this.live = live;
        this.answer = answer;
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.VM)
    @Operation(
            summary = "List a VM's snapshots",
            description = "Oldest first, whoever took them, as last observed; live=true asks its host first. parent and"
                    + " current make a tree of them.")
    @ApiResponse(
            responseCode = "200",
            description = "The snapshots",
            content = @Content(schema = @Schema(implementation = VmSnapshotsJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    public CompletionStage<VmSnapshotsJson> list(
            @PathParam("vm_id") UUID vmId,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("live") @Nullable String ask) {
        String host = hosts.check(vmId, hostId);
        return live.answer(
                host,
                QueryValues.flag("live", ask),
                () -> new VmSnapshotsJson(
                        host,
                        vmId,
                        snapshots.list(vmId).stream().map(SnapshotJson::of).toList()));
    }

    @POST
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(
            summary = "Take a snapshot",
            description = "Of its disks and, while it runs, its memory. Each disk that it can write to must be qcow2.")
    @ApiResponse(
            responseCode = "200",
            description = "It is taken",
            content = @Content(schema = @Schema(implementation = TakenJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(responseCode = "409", description = "There is one of that name, or a disk can hold none")
    public CompletionStage<Response> take(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            TakeSnapshotJson snapshot) {
        String host = hosts.check(vmId, snapshot.hostId());
        return answer.of(
                snapshots.take(caller, vmId, snapshot.request()),
                prefer,
                taken -> new TakenJson(host, SnapshotJson.of(taken)));
    }

    @POST
    @Path("{snapshot_id}/revert")
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(
            summary = "Take a VM back to a snapshot",
            description =
                    "As it was then: disks, devices, size, and running with its memory if it ran. What happened since is"
                            + " lost.")
    @ApiResponse(
            responseCode = "200",
            description = "It is as it was",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or snapshot")
    public CompletionStage<Response> revert(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @PathParam("snapshot_id") UUID snapshotId,
            @Nullable HostIdJson body) {
        hosts.check(vmId, HostIdJson.of(body));
        return answer.of(snapshots.revert(caller, vmId, snapshotId), prefer, HostVmJson::of);
    }

    @DELETE
    @Path("{snapshot_id}")
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(summary = "Delete a snapshot", description = "Those that build on it stay.")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = DeletedSnapshotJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or snapshot")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @PathParam("snapshot_id") UUID snapshotId,
            @QueryParam("host_id") @Nullable String hostId) {
        String host = hosts.check(vmId, hostId);
        return answer.of(
                snapshots.delete(caller, vmId, snapshotId),
                prefer,
                vm -> new DeletedSnapshotJson(host, new DeletedSnapshotJson.Result("deleted", snapshotId, vmId)));
    }

    /** The snapshots of a VM. */
    @Schema(name = "VmSnapshots")
    record VmSnapshotsJson(String hostId, UUID vmId, List<SnapshotJson> snapshots) {}

    /** A snapshot that was taken. */
    @Schema(name = "TakenSnapshot")
    record TakenJson(String hostId, SnapshotJson snapshot) {}

    /** The end of a snapshot. */
    @Schema(name = "DeletedSnapshot")
    record DeletedSnapshotJson(String hostId, Result result) {
        /** What became of it. */
        @Schema(name = "DeletedSnapshotResult")
        record Result(String status, UUID snapshotId, UUID vmId) {}
    }
}
