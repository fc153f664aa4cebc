package io.kloigos.http.web.user;

import io.kloigos.core.Scope;
import io.kloigos.core.project.ProjectService;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserService;
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

/** Users and service accounts: all of them, and one of them with the tokens. */
@Path("users")
@Singleton
@Produces("text/html;qs=0.8")
@Tag(name = "Pages")
public final class UserPages {
    private static final int MOST = 1000;

    private final UserService users;
    private final ApiTokens tokens;
    private final ProjectService projects;

    @Inject
    public UserPages(UserService users, ApiTokens tokens, ProjectService projects) {
        this.users = users;
        this.tokens = tokens;
        this.projects = projects;
    }

    @GET
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "The users")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page list(@QueryParam("cursor") @Nullable String cursor, @Context UriInfo uri) {
        List<User> page = users.list(Cursor.key(cursor), Paging.ROWS);
        return Page.of("user/list").with("users", page).with("paging", Paging.of(page, User::name, uri));
    }

    @GET
    @Path("{user_id}")
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "A user")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page user(@PathParam("user_id") UUID userId) {
        return Page.of("user/user")
                .with("user", users.get(userId))
                .with("tokens", tokens.list(userId))
                .with("projects", projects.names(Scope.EVERYTHING, MOST));
    }
}
