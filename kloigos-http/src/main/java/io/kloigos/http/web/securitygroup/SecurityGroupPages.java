package io.kloigos.http.web.securitygroup;

import io.kloigos.core.securitygroup.SecurityGroup;
import io.kloigos.core.securitygroup.SecurityGroups;
import io.kloigos.http.query.Cursor;
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
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Security groups: all of them, and one of them with its rules and VMs. */
@Path("security-groups")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class SecurityGroupPages {
    private final SecurityGroups groups;

    @Inject
    public SecurityGroupPages(SecurityGroups groups) {
        this.groups = groups;
    }

    @GET
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "The security groups")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@QueryParam("cursor") @Nullable String cursor, @Context UriInfo uri) {
        List<SecurityGroup> page = groups.list(Cursor.key(cursor), Paging.ROWS);
        return Page.of("securitygroup/list")
                .with("groups", page)
                .with("paging", Paging.of(page, SecurityGroup::name, uri));
    }

    @GET
    @Path("{group_id}")
    @RequiresPermission(Permission.NETWORK_READ)
    @Operation(summary = "A security group")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page group(@PathParam("group_id") UUID groupId) {
        return Page.of("securitygroup/group").with("group", groups.get(groupId));
    }
}
