package io.kloigos.http.securitygroup;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.securitygroup.SecurityGroup;
import io.kloigos.core.securitygroup.SecurityGroups;
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
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The security groups of a VM. */
@Path("api/v1/vms")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Security groups")
public final class VmSecurityGroupsResource {
    private final SecurityGroups groups;
    private final TaskAnswer answer;

    @Inject
    public VmSecurityGroupsResource(SecurityGroups groups, TaskAnswer answer) {
        this.groups = groups;
        this.answer = answer;
    }

    @GET
    @Path("{vm_id}/security-groups")
    @RequiresPermission(value = Permission.NETWORK_READ, over = Over.VM)
    @Operation(summary = "The security groups of a VM")
    @ApiResponse(
            responseCode = "200",
            description = "The groups, in the order of their names",
            content = @Content(schema = @Schema(implementation = VmGroupsJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such VM")
    public VmGroupsJson list(@PathParam("vm_id") UUID vmId) {
        return VmGroupsJson.of(vmId, groups.ofVm(vmId));
    }

    @PUT
    @Path("{vm_id}/security-groups")
    @RequiresPermission(value = Permission.NETWORK_MANAGE, over = Over.VM)
    @Operation(
            summary = "Put a VM into security groups",
            description = "By ids or names, in place of those that it is in; live and from its next start on. None of"
                    + " them means that nothing is guarded.")
    @ApiResponse(
            responseCode = "200",
            description = "Each interface of the VM is guarded so",
            content = @Content(schema = @Schema(implementation = VmGroupsJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such VM or group")
    public CompletionStage<Response> set(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("vm_id") UUID vmId,
            SetGroupsJson wanted) {
        return answer.of(groups.set(caller, vmId, wanted.names()), prefer, now -> VmGroupsJson.of(vmId, now));
    }

    /** The groups that a VM is to be in, by ids or names. */
    @Schema(name = "SetSecurityGroupsRequest")
    record SetGroupsJson(@Nullable List<String> groups) {
        SetGroupsJson {
            new Checks()
                    .that(groups != null, "groups", "is required; an empty list for none")
                    .done();
        }

        List<String> names() {
            return Objects.requireNonNull(groups);
        }
    }

    /** A VM's groups on the wire. */
    @Schema(name = "VmSecurityGroups")
    record VmGroupsJson(UUID vmId, List<GroupJson> groups) {
        static VmGroupsJson of(UUID vmId, List<SecurityGroup> groups) {
            return new VmGroupsJson(vmId, groups.stream().map(GroupJson::of).toList());
        }
    }
}
