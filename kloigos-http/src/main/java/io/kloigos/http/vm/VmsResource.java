package io.kloigos.http.vm;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.Scope;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.host.LiveAnswers;
import io.kloigos.http.json.JsonArray;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.TaskAnswer;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.ArraySchema;
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
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Virtual machines. */
@Path("api/v1/vms")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "VMs")
public final class VmsResource {
    private final VmService vms;
    private final VmOnHost hosts;
    private final TaskAnswer answer;
    private final LiveAnswers live;
    private final ObjectMapper mapper;

    @Inject
    public VmsResource(VmService vms, VmOnHost hosts, TaskAnswer answer, LiveAnswers live, ObjectMapper mapper) {
        this.mapper = mapper;
        this.vms = vms;
        this.hosts = hosts;
        this.answer = answer;
        this.live = live;
    }

    @POST
    @Path("provision")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.OWN)
    @Operation(summary = "Make a VM", description = "From a catalogued image, or a volume in the host's default pool.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM is there",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "409", description = "Its name is taken on that host")
    public CompletionStage<Response> provision(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, ProvisionVmJson vm) {
        return answer.of(vms.provision(caller, vm.request()), prefer, HostVmJson::of);
    }

    @GET
    @RequiresPermission(value = Permission.VM_READ, over = Over.OWN)
    @Operation(
            summary = "List VMs",
            description =
                    "Newest first, as last observed; all of them unless limit is given. live=true with host_id asks"
                            + " that host first.")
    @ApiResponse(
            responseCode = "200",
            description = "The VMs that match every filter",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = VmJson.class))))
    public CompletionStage<Response> list(
            @Context Caller caller,
            @QueryParam("live") @Nullable String ask,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("project_id") @Nullable String projectId,
            @QueryParam("name") @Nullable String name,
            @QueryParam("power_state") @Nullable String powerState,
            @QueryParam("label") List<String> labels,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        VmQuery query = new VmQuery(
                        hostId,
                        projectId,
                        name,
                        QueryValues.word(PowerState.class, "power_state", powerState),
                        QueryValues.labels("label", labels),
                        before(cursor, caller.scope()),
                        limit == null ? VmQuery.MOST : limit)
                .within(caller.scope());
        Supplier<Response> listed = () -> limit == null ? everything(query) : page(query, caller.scope(), uri);
        if (!QueryValues.flag("live", ask)) {
            return CompletableFuture.completedFuture(listed.get());
        }
        if (hostId == null) {
            throw KloigosException.invalid("host_id", "must name the host that is asked with live=true");
        }
        return live.answer(hostId, true, listed);
    }

    private Response everything(VmQuery query) {
        return Response.ok(new JsonArray(mapper, consumer -> vms.each(query, vm -> consumer.accept(VmJson.of(vm)))))
                .build();
    }

    private Response page(VmQuery query, Scope scope, UriInfo uri) {
        return Cursor.page(vms.list(query), VmJson::of, query.limit(), vm -> key(vm, scope), uri);
    }

    /** The numbers of VMs tell how many others there are, which is not for everybody. */
    private static String key(Vm vm, Scope scope) {
        return scope.all() ? Long.toString(vm.seq()) : vm.vmId().toString();
    }

    private @Nullable Long before(@Nullable String cursor, Scope scope) {
        if (cursor == null || scope.all()) {
            return Cursor.number(cursor);
        }
        Vm last = vms.get(Objects.requireNonNull(QueryValues.uuid("cursor", Cursor.key(cursor))));
        if (!scope.covers(last.projectId())) {
            throw KloigosException.notFound("VM", last.vmId());
        }
        return last.seq();
    }

    @GET
    @Path("{vm_id}")
    @RequiresPermission(value = Permission.VM_READ, over = Over.VM)
    @Operation(summary = "Look at a VM", description = "As last observed; live=true asks its host first.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM",
            content = @Content(schema = @Schema(implementation = VmJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such VM")
    public CompletionStage<VmJson> get(@PathParam("vm_id") UUID vmId, @QueryParam("live") @Nullable String ask) {
        return live.answer(vms.get(vmId).hostId(), QueryValues.flag("live", ask), () -> VmJson.of(vms.get(vmId)));
    }

    @POST
    @Path("{vm_id}/action")
    @RequiresPermission(value = Permission.VM_OPERATE, over = Over.VM)
    @Operation(
            summary = "Start, stop, pause or restart a VM",
            description =
                    "stop asks the guest and gives it a minute; force_stop pulls the plug. reboot asks the guest to"
                            + " start anew and does not wait for it; reset does not ask. suspend_to_disk keeps the guest's memory"
                            + " on the host's disk and turns it off: start goes on from there. What is so already is no error.")
    @ApiResponse(
            responseCode = "200",
            description = "It is done",
            content = @Content(schema = @Schema(implementation = HostVmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(
            responseCode = "409",
            description = "The guest did not stop in time, or its power state rules that out")
    public CompletionStage<Response> act(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            VmActionJson action) {
        hosts.check(vmId, action.hostId());
        return answer.of(vms.act(caller, vmId, action.wanted(), VmService.STOP_DEADLINE), prefer, HostVmJson::of);
    }

    @DELETE
    @Path("{vm_id}")
    @RequiresPermission(value = Permission.VM_MANAGE, over = Over.VM)
    @Operation(
            summary = "Delete a VM",
            description =
                    "Powers it off first; graceful=true asks its guest to shut down and gives it a minute. Its own disks"
                            + " go into the trash, unless keep_disks=true keeps them where they are or now=true does without"
                            + " the trash. A protected VM is not deleted.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM, or not on that host")
    @ApiResponse(
            responseCode = "409",
            description = "It is being made or deleted, is protected, or something is built on its disks")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("keep_disks") @Nullable String keepDisks,
            @QueryParam("now") @Nullable String now,
            @QueryParam("graceful") @Nullable String graceful) {
        String host = hosts.check(vmId, hostId);
        return answer.of(
                vms.delete(
                        caller,
                        vmId,
                        DisksFate.of(
                                "keep_disks", QueryValues.flag("keep_disks", keepDisks), QueryValues.flag("now", now)),
                        QueryValues.flag("graceful", graceful) ? VmService.STOP_DEADLINE : null),
                prefer,
                id -> new DeletedJson(host, new DeletedJson.Result("deleted", id)));
    }

    /** The end of a VM. */
    @Schema(name = "DeletedVm")
    record DeletedJson(String hostId, Result result) {
        /** What became of it. */
        @Schema(name = "DeletedVmResult")
        record Result(String status, UUID vmId) {}
    }
}
