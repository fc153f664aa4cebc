package io.kloigos.http.project;

import io.kloigos.core.Caller;
import io.kloigos.core.project.ProjectService;
import io.kloigos.http.query.Cursor;
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
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Projects and how much they may have. */
@Path("api/v1/projects")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Projects")
public final class ProjectsResource {
    private final ProjectService projects;

    @Inject
    public ProjectsResource(ProjectService projects) {
        this.projects = projects;
    }

    @POST
    @RequiresPermission(Permission.PROJECT_MANAGE)
    @Operation(summary = "Make a project", description = "It has no limits until its quota is set.")
    @ApiResponse(
            responseCode = "200",
            description = "The project",
            content = @Content(schema = @Schema(implementation = ProjectJson.class)))
    @ApiResponse(responseCode = "409", description = "Its name or id is taken")
    public ProjectJson create(@Context Caller caller, CreateProjectJson project) {
        return ProjectJson.of(projects.create(caller, project.projectId(), project.title(), project.words()));
    }

    @GET
    @RequiresPermission(value = Permission.PROJECT_READ, over = Over.OWN)
    @Operation(summary = "List projects", description = "By name, with what they have; those that the caller may see.")
    @ApiResponse(
            responseCode = "200",
            description = "The projects",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = ProjectJson.class))))
    public Response list(
            @Context Caller caller,
            @QueryParam("limit") @Nullable Integer limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        int most = Objects.requireNonNullElse(limit, ProjectService.MOST);
        return Cursor.page(
                projects.list(caller.scope(), Cursor.key(cursor), most).stream()
                        .map(ProjectJson::of)
                        .toList(),
                most,
                ProjectJson::name,
                uri);
    }

    @GET
    @Path("{project_id}")
    @RequiresPermission(value = Permission.PROJECT_READ, over = Over.PROJECT)
    @Operation(summary = "Look at a project and what it has")
    @ApiResponse(
            responseCode = "200",
            description = "The project",
            content = @Content(schema = @Schema(implementation = ProjectJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such project")
    public ProjectJson get(@Context Caller caller, @PathParam("project_id") String projectId) {
        return ProjectJson.of(projects.get(caller.scope(), projectId));
    }

    @POST
    @Path("{project_id}/quota")
    @RequiresPermission(Permission.PROJECT_MANAGE)
    @Operation(
            summary = "Set how much a project may have",
            description = "0 is no limit. What it has already it keeps, even if that is more.")
    @ApiResponse(
            responseCode = "200",
            description = "The project",
            content = @Content(schema = @Schema(implementation = ProjectJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such project")
    public ProjectJson setQuota(@Context Caller caller, @PathParam("project_id") String projectId, QuotaJson quota) {
        return ProjectJson.of(projects.setQuota(caller, projectId, quota.change()));
    }

    @DELETE
    @Path("{project_id}")
    @RequiresPermission(Permission.PROJECT_MANAGE)
    @Operation(summary = "Remove a project")
    @ApiResponse(responseCode = "200", description = "It is gone")
    @ApiResponse(responseCode = "404", description = "There is no such project")
    @ApiResponse(responseCode = "409", description = "Something belongs to it")
    public Map<String, String> delete(@Context Caller caller, @PathParam("project_id") String projectId) {
        projects.delete(caller, projectId);
        return Map.of("status", "deleted", "project_id", projectId);
    }
}
