package io.kloigos.http.web.project;

import io.kloigos.core.Caller;
import io.kloigos.core.project.MemberService;
import io.kloigos.core.project.Project;
import io.kloigos.core.project.ProjectService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmService;
import io.kloigos.http.query.Cursor;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.web.Page;
import io.kloigos.http.web.Paging;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Projects: all of them, and one of them with what it uses and who is in it. */
@Path("projects")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class ProjectPages {
    private static final int FEW = 20;
    private static final int MANY = 200;

    private final ProjectService projects;
    private final MemberService members;
    private final VmService vms;

    @Inject
    public ProjectPages(ProjectService projects, MemberService members, VmService vms) {
        this.projects = projects;
        this.members = members;
        this.vms = vms;
    }

    @GET
    @RequiresPermission(value = Permission.PROJECT_READ, over = Over.OWN)
    @Operation(summary = "The projects")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@Context Caller caller, @QueryParam("cursor") @Nullable String cursor, @Context UriInfo uri) {
        List<Project> page = projects.list(caller.scope(), Cursor.key(cursor), Paging.ROWS);
        return Page.of("project/list").with("projects", page).with("paging", Paging.of(page, Project::name, uri));
    }

    @GET
    @Path("{project_id}")
    @RequiresPermission(value = Permission.PROJECT_READ, over = Over.PROJECT)
    @Operation(summary = "A project")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page project(@Context Caller caller, @PathParam("project_id") String projectId) {
        return Page.of("project/project")
                .with("project", projects.get(caller.scope(), projectId))
                .with("members", members.list(projectId))
                .with("vms", vms.list(new VmQuery(null, projectId, null, null, Map.of(), null, FEW)))
                .with("others", others(caller, projectId));
    }

    /** The newest VMs that could be moved into it. */
    private List<Vm> others(Caller caller, String projectId) {
        VmQuery newest = new VmQuery(null, null, null, null, Map.of(), null, MANY).within(caller.scope());
        return vms.list(newest).stream()
                .filter(vm -> !projectId.equals(vm.projectId()))
                .toList();
    }
}
