package io.kloigos.http.policy;

import io.kloigos.core.Caller;
import io.kloigos.core.policy.Policies;
import io.kloigos.core.policy.Policy;
import io.kloigos.core.policy.Policy.Scope;
import io.kloigos.core.policy.PolicyGuard;
import io.kloigos.core.task.Proposal;
import io.kloigos.http.query.QueryValues;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
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
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Rules for what may be done on hosts and in projects. */
@Path("api/v1/policies")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Policies")
public final class PoliciesResource {
    private final Policies policies;
    private final PolicyGuard guard;

    @Inject
    public PoliciesResource(Policies policies, PolicyGuard guard) {
        this.policies = policies;
        this.guard = guard;
    }

    @POST
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(
            summary = "Make a policy",
            description = "It is in force where it is bound, and nowhere until then. spec has at least one of"
                    + " deny_actions, max_cpu_cores, max_memory_mb, allowed_images, allowed_networks, require_labels,"
                    + " require_approval and expression (CEL, must be true; with message).")
    @ApiResponse(
            responseCode = "200",
            description = "The policy",
            content = @Content(schema = @Schema(implementation = PolicyJson.class)))
    public PolicyJson add(@Context Caller caller, CreatePolicyJson policy) {
        return PolicyJson.of(policies.add(caller, String.valueOf(policy.name()), policy.word(), policy.rules()));
    }

    @GET
    @RequiresPermission(Permission.POLICY_READ)
    @Operation(summary = "List policies", description = "Newest first.")
    @ApiResponse(
            responseCode = "200",
            description = "All policies",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = PolicyJson.class))))
    public List<PolicyJson> list() {
        return policies.list().stream().map(PolicyJson::of).toList();
    }

    @GET
    @Path("effective")
    @RequiresPermission(Permission.POLICY_READ)
    @Operation(
            summary = "Tell what is in force",
            description = "The policies for what is done on that host in that project. With action, explain says what"
                    + " they would say to it; the other parameters describe it further.")
    @ApiResponse(
            responseCode = "200",
            description = "The policies",
            content = @Content(schema = @Schema(implementation = EffectiveJson.class)))
    public EffectiveJson effective(
            @Context Caller caller,
            @QueryParam("host_id") @Nullable String hostId,
            @QueryParam("project_id") @Nullable String projectId,
            @QueryParam("action") @Nullable String action,
            @QueryParam("actor") @Nullable String actor,
            @QueryParam("vm_id") @Nullable String vmId,
            @QueryParam("name") @Nullable String name,
            @QueryParam("cpu_cores") @Nullable Integer cpuCores,
            @QueryParam("memory_mb") @Nullable Long memoryMb,
            @QueryParam("image") @Nullable String image,
            @QueryParam("network") List<String> networks,
            @QueryParam("label") List<String> labels) {
        EffectiveJson.ExplainJson explain = null;
        if (action != null) {
            Proposal proposal = new Proposal(
                    projectId,
                    name,
                    cpuCores,
                    memoryMb,
                    image,
                    networks,
                    labels.isEmpty() && !action.equals("vm.provision") ? null : QueryValues.labels("label", labels));
            String who = actor == null ? caller.actor() : actor;
            explain = EffectiveJson.ExplainJson.of(
                    action, guard.explain(who, action, hostId, QueryValues.uuid("vm_id", vmId), proposal));
        }
        List<PolicyJson> inForce = policies.effective(hostId, projectId).stream()
                .map(PolicyJson::of)
                .toList();
        return new EffectiveJson(hostId, projectId, inForce, explain);
    }

    @GET
    @Path("{policy_id}")
    @RequiresPermission(Permission.POLICY_READ)
    @Operation(summary = "Look at a policy")
    @ApiResponse(
            responseCode = "200",
            description = "The policy",
            content = @Content(schema = @Schema(implementation = PolicyJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such policy")
    public PolicyJson get(@PathParam("policy_id") UUID policyId) {
        return PolicyJson.of(policies.get(policyId));
    }

    @PATCH
    @Path("{policy_id}")
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(
            summary = "Change a policy",
            description = "What is left out stays; spec is sent as a whole. It stays bound where it is.")
    @ApiResponse(
            responseCode = "200",
            description = "The policy",
            content = @Content(schema = @Schema(implementation = PolicyJson.class)))
    @ApiResponse(responseCode = "400", description = "The fields that are wrong")
    @ApiResponse(responseCode = "404", description = "There is no such policy")
    public PolicyJson change(@Context Caller caller, @PathParam("policy_id") UUID policyId, ChangePolicyJson change) {
        return PolicyJson.of(policies.change(caller, policyId, change.name(), change.category(), change.spec()));
    }

    @DELETE
    @Path("{policy_id}")
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(summary = "Delete a policy", description = "It is in force nowhere any more.")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such policy")
    public Map<String, String> remove(@Context Caller caller, @PathParam("policy_id") UUID policyId) {
        policies.remove(caller, policyId);
        return Map.of("status", "deleted", "policy_id", policyId.toString());
    }

    @POST
    @Path("{policy_id}/bind-host")
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(summary = "Put a policy in force on a host", description = "The host_id * stands for everywhere.")
    @ApiResponse(
            responseCode = "200",
            description = "Where it is in force",
            content = @Content(schema = @Schema(implementation = BoundJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such policy or host")
    public BoundJson bindHost(@Context Caller caller, @PathParam("policy_id") UUID policyId, BoundJson.HostJson host) {
        Policy policy = policies.bind(caller, policyId, Scope.HOST, host.hostId());
        return BoundJson.host(policy, host.hostId());
    }

    @POST
    @Path("{policy_id}/bind-project")
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(summary = "Put a policy in force in a project")
    @ApiResponse(
            responseCode = "200",
            description = "Where it is in force",
            content = @Content(schema = @Schema(implementation = BoundJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such policy")
    public BoundJson bindProject(
            @Context Caller caller, @PathParam("policy_id") UUID policyId, BoundJson.ProjectJson project) {
        Policy policy = policies.bind(caller, policyId, Scope.PROJECT, project.projectId());
        return BoundJson.project(policy, project.projectId());
    }

    @POST
    @Path("{policy_id}/unbind-host")
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(summary = "End a policy's force on a host")
    @ApiResponse(
            responseCode = "200",
            description = "Where it is in force",
            content = @Content(schema = @Schema(implementation = BoundJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such policy")
    public BoundJson unbindHost(
            @Context Caller caller, @PathParam("policy_id") UUID policyId, BoundJson.HostJson host) {
        Policy policy = policies.unbind(caller, policyId, Scope.HOST, host.hostId());
        return BoundJson.host(policy, host.hostId());
    }

    @POST
    @Path("{policy_id}/unbind-project")
    @RequiresPermission(Permission.POLICY_MANAGE)
    @Operation(summary = "End a policy's force in a project")
    @ApiResponse(
            responseCode = "200",
            description = "Where it is in force",
            content = @Content(schema = @Schema(implementation = BoundJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such policy")
    public BoundJson unbindProject(
            @Context Caller caller, @PathParam("policy_id") UUID policyId, BoundJson.ProjectJson project) {
        Policy policy = policies.unbind(caller, policyId, Scope.PROJECT, project.projectId());
        return BoundJson.project(policy, project.projectId());
    }
}
