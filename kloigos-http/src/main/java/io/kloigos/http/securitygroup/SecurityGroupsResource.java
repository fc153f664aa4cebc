package io.kloigos.http.securitygroup;

import io.kloigos.core.Caller;
import io.kloigos.core.securitygroup.SecurityGroup;
import io.kloigos.core.securitygroup.SecurityGroups;
import io.kloigos.http.query.Cursor;
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
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
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
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** What VMs may be reached for, and may reach. */
@Path("api/v1/security-groups")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Security groups")
public final class SecurityGroupsResource {
    private final SecurityGroups groups;
    private final TaskAnswer answer;

    @Inject
    public SecurityGroupsResource(SecurityGroups groups, TaskAnswer answer) {
        this.groups = groups;
        this.answer = answer;
    }

    @POST
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(
            summary = "Make a security group",
            description = "Its rules allow; what none allows does not come in. Without a rule for out, all may leave.")
    @ApiResponse(
            responseCode = "200",
            description = "The group",
            content = @Content(schema = @Schema(implementation = GroupJson.class)))
    @ApiResponse(responseCode = "409", description = "Its name is taken")
    public GroupJson create(@Context Caller caller, CreateGroupJson group) {
        return GroupJson.of(groups.create(caller, group.request()));
    }

    @GET
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "List security groups", description = "In the order of their names.")
    @ApiResponse(
            responseCode = "200",
            description = "The groups",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = GroupJson.class))))
    public Response list(
            @QueryParam("limit") @DefaultValue("1000") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        return Cursor.page(groups.list(Cursor.key(cursor), limit), GroupJson::of, limit, SecurityGroup::name, uri);
    }

    @GET
    @Path("{group_id}")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "Look at a security group")
    @ApiResponse(
            responseCode = "200",
            description = "The group",
            content = @Content(schema = @Schema(implementation = GroupJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such group")
    public GroupJson get(@PathParam("group_id") UUID groupId) {
        return GroupJson.of(groups.get(groupId));
    }

    @PATCH
    @Path("{group_id}")
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(
            summary = "Change a security group",
            description = "On every host that has VMs in it; VMs that run obey at once. What is not sent stays.")
    @ApiResponse(
            responseCode = "200",
            description = "The group",
            content = @Content(schema = @Schema(implementation = GroupJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such group")
    public CompletionStage<Response> change(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("group_id") UUID groupId,
            ChangeGroupJson change) {
        return answer.of(groups.change(caller, groupId, change.change()), prefer, GroupJson::of);
    }

    @DELETE
    @Path("{group_id}")
    @RequiresPermission(Permission.NETWORK_MANAGE)
    @Operation(summary = "Delete a security group", description = "From all hosts that know it.")
    @ApiResponse(
            responseCode = "200",
            description = "It is gone",
            content = @Content(schema = @Schema(implementation = DeletedJson.class)))
    @ApiResponse(responseCode = "202", description = "It takes longer than the caller waits; the body is its task")
    @ApiResponse(responseCode = "404", description = "There is no such group")
    @ApiResponse(responseCode = "409", description = "VMs are in it")
    public CompletionStage<Response> delete(
            @Context Caller caller,
            @HeaderParam("Prefer") @Nullable List<String> prefer,
            @PathParam("group_id") UUID groupId) {
        return answer.of(groups.delete(caller, groupId), prefer, group -> new DeletedJson("deleted", group.groupId()));
    }

    /** The end of a security group. */
    @Schema(name = "DeletedSecurityGroup")
    record DeletedJson(String status, UUID groupId) {}
}
