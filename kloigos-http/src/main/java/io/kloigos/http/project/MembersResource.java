package io.kloigos.http.project;

import io.kloigos.core.Caller;
import io.kloigos.core.project.MemberService;
import io.kloigos.http.security.Over;
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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Who may do what in a project. */
@Path("api/v1/projects/{project_id}/members")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Projects")
public final class MembersResource {
    private final MemberService members;

    @Inject
    public MembersResource(MemberService members) {
        this.members = members;
    }

    @POST
    @RequiresPermission(value = Permission.MEMBER_MANAGE, over = Over.PROJECT)
    @Operation(summary = "Let a user into a project", description = "By id or name. Admins of the project may, too.")
    @ApiResponse(
            responseCode = "200",
            description = "The member",
            content = @Content(schema = @Schema(implementation = MemberJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such project or user")
    @ApiResponse(responseCode = "409", description = "The user is in it already")
    public MemberJson add(@Context Caller caller, @PathParam("project_id") String projectId, AddMemberJson member) {
        return MemberJson.of(members.add(caller, projectId, member.user(), member.asRole()));
    }

    @GET
    @RequiresPermission(value = Permission.PROJECT_READ, over = Over.PROJECT)
    @Operation(summary = "List the members of a project", description = "In the order in which they came.")
    @ApiResponse(
            responseCode = "200",
            description = "The members",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = MemberJson.class))))
    @ApiResponse(responseCode = "404", description = "There is no such project")
    public List<MemberJson> list(@PathParam("project_id") String projectId) {
        return members.list(projectId).stream().map(MemberJson::of).toList();
    }

    @PATCH
    @Path("{member_id}")
    @RequiresPermission(value = Permission.MEMBER_MANAGE, over = Over.PROJECT)
    @Operation(summary = "Give a member another role")
    @ApiResponse(
            responseCode = "200",
            description = "The member",
            content = @Content(schema = @Schema(implementation = MemberJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such project, or it has no such member")
    public MemberJson change(
            @Context Caller caller,
            @PathParam("project_id") String projectId,
            @PathParam("member_id") UUID memberId,
            ChangeMemberJson change) {
        return MemberJson.of(members.setRole(caller, projectId, memberId, change.asRole()));
    }

    @DELETE
    @Path("{member_id}")
    @RequiresPermission(value = Permission.MEMBER_MANAGE, over = Over.PROJECT)
    @Operation(summary = "Take a user out of a project")
    @ApiResponse(responseCode = "200", description = "The user is no member any more")
    @ApiResponse(responseCode = "404", description = "There is no such project, or it has no such member")
    public Map<String, Object> remove(
            @Context Caller caller, @PathParam("project_id") String projectId, @PathParam("member_id") UUID memberId) {
        members.remove(caller, projectId, memberId);
        return Map.of("status", "deleted", "member_id", memberId);
    }
}
