package io.kloigos.http.drift;

import io.kloigos.core.Caller;
import io.kloigos.core.drift.Adoptions;
import io.kloigos.core.drift.DriftKind;
import io.kloigos.core.drift.DriftScope;
import io.kloigos.core.drift.DriftService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.task.BlockingCalls;
import io.kloigos.http.task.TaskAnswer;
import io.kloigos.http.vm.VmJson;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Where hosts and the CMDB differ: shown, planned, mended, or taken as wanted. */
@Path("api/v1/drift")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Drift")
public final class DriftResource {
    private final DriftService drift;
    private final Adoptions adoptions;
    private final TaskAnswer answer;
    private final BlockingCalls calls;

    @Inject
    public DriftResource(DriftService drift, Adoptions adoptions, TaskAnswer answer, BlockingCalls calls) {
        this.drift = drift;
        this.adoptions = adoptions;
        this.answer = answer;
        this.calls = calls;
    }

    @GET
    @RequiresPermission(Permission.VM_READ)
    @Operation(
            summary = "Where hosts and the CMDB differ",
            description = "As last observed, without asking a host. VMs on hosts that cannot be seen are not in it;"
                    + " hosts_not_looked_at names those hosts. While next_cursor is there, more may follow.")
    @ApiResponse(
            responseCode = "200",
            description = "VMs that a host lacks, domains that the CMDB lacks, and what differs",
            content = @Content(schema = @Schema(implementation = DriftPageJson.class)))
    public DriftPageJson list(
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("vm_id") @Nullable String vmId,
            @QueryParam("kind") @Nullable String kind,
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        DriftKind only = QueryValues.word(DriftKind.class, "kind", kind);
        DriftScope scope =
                new DriftScope(hostId, QueryValues.uuid("vm_id", vmId), only == null ? Set.of() : Set.of(only));
        return DriftPageJson.of(drift.list(scope, Cursor.key(cursor), limit));
    }

    @POST
    @Path("plan")
    @RequiresPermission(Permission.VM_READ)
    @Operation(
            summary = "What would mend the drift",
            description = "The exact commands with their input and what they change, found by rehearsing them on the"
                    + " hosts; changes nothing. At most 100 VMs. A plan can be applied for a day.")
    @ApiResponse(
            responseCode = "200",
            description = "The plan",
            content = @Content(schema = @Schema(implementation = DriftPlanJson.class)))
    @ApiResponse(responseCode = "400", description = "It would be about too many VMs")
    public CompletionStage<DriftPlanJson> plan(DriftScopeJson scope) {
        return calls.run(() -> DriftPlanJson.of(drift.plan(scope.scope())));
    }

    @POST
    @Path("apply")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Mend drift as planned",
            description = "One task a VM: it plans again, refuses when that is not what was shown, and runs it.")
    @ApiResponse(
            responseCode = "200",
            description = "How each VM's task ended; one of them at least succeeded",
            content = @Content(schema = @Schema(implementation = AppliedPlanJson.class)))
    @ApiResponse(
            responseCode = "202",
            description = "It takes longer than the caller waits; the body is the first of its tasks")
    @ApiResponse(responseCode = "404", description = "There is no such plan, or nothing in it to run")
    @ApiResponse(responseCode = "409", description = "The plan would be another one by now")
    public CompletionStage<Response> apply(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, ApplyPlanJson plan) {
        return answer.of(
                drift.apply(caller, plan.hash(), plan.hostId(), plan.vmId()),
                prefer,
                mended -> AppliedPlanJson.of(plan.hash(), mended));
    }

    @POST
    @Path("adopt")
    @RequiresPermission(Permission.VM_MANAGE)
    @Operation(
            summary = "Take what a VM's host has as wanted",
            description = "As it will be from its next start on. Its stamp on the host is renewed.")
    @ApiResponse(
            responseCode = "200",
            description = "The VM as it is wanted now",
            content = @Content(schema = @Schema(implementation = VmJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM")
    @ApiResponse(responseCode = "409", description = "It cannot be seen, or its domain bears a foreign stamp")
    public CompletionStage<Response> adopt(
            @Context Caller caller, @HeaderParam("Prefer") @Nullable List<String> prefer, AdoptJson request) {
        return answer.of(adoptions.adopt(caller, request.vm(), request.wanted()), prefer, VmJson::of);
    }
}
