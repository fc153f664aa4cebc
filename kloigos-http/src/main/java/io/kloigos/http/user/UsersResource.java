package io.kloigos.http.user;

import io.kloigos.core.Caller;
import io.kloigos.core.user.UserService;
import io.kloigos.http.query.Cursor;
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
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Who may call. */
@Path("api/v1/users")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
public final class UsersResource {
    private final UserService users;

    @Inject
    public UsersResource(UserService users) {
        this.users = users;
    }

    @POST
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(
            summary = "Make a user",
            description = "The first one must be an admin with a password: from then on nobody gets in without a user.")
    @ApiResponse(
            responseCode = "200",
            description = "The user",
            content = @Content(schema = @Schema(implementation = UserJson.class)))
    @ApiResponse(responseCode = "409", description = "The name is taken, or the first user is no admin")
    public UserJson create(@Context Caller caller, CreateUserJson user) {
        return UserJson.of(users.create(caller, user.request()));
    }

    @GET
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "List users", description = "By name.")
    @ApiResponse(
            responseCode = "200",
            description = "The users",
            content = @Content(array = @ArraySchema(schema = @Schema(implementation = UserJson.class))))
    public Response list(
            @QueryParam("limit") @DefaultValue("50") int limit,
            @QueryParam("cursor") @Nullable String cursor,
            @Context UriInfo uri) {
        List<UserJson> page =
                users.list(Cursor.key(cursor), limit).stream().map(UserJson::of).toList();
        return Cursor.page(page, limit, UserJson::name, uri);
    }

    @GET
    @Path("{user_id}")
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "Look at a user")
    @ApiResponse(
            responseCode = "200",
            description = "The user",
            content = @Content(schema = @Schema(implementation = UserJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such user")
    public UserJson get(@PathParam("user_id") UUID userId) {
        return UserJson.of(users.get(userId));
    }

    @PATCH
    @Path("{user_id}")
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "Change a user", description = "A disabled one is out at once.")
    @ApiResponse(
            responseCode = "200",
            description = "The user",
            content = @Content(schema = @Schema(implementation = UserJson.class)))
    @ApiResponse(responseCode = "404", description = "There is no such user")
    @ApiResponse(responseCode = "409", description = "Nobody would be left who may do everything")
    public UserJson change(@Context Caller caller, @PathParam("user_id") UUID userId, ChangeUserJson change) {
        return UserJson.of(users.change(caller, userId, change.change()));
    }

    @POST
    @Path("{user_id}/password")
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "Give a user another password", description = "The user has to change it at the next login.")
    @ApiResponse(responseCode = "200", description = "It is set, and the user's sessions have ended")
    @ApiResponse(responseCode = "404", description = "There is no such user")
    public Map<String, Object> setPassword(
            @Context Caller caller, @PathParam("user_id") UUID userId, NewPasswordJson password) {
        users.resetPassword(caller, userId, password.secret());
        return Map.of("status", "changed", "user_id", userId);
    }

    @DELETE
    @Path("{user_id}")
    @RequiresPermission(Permission.USER_MANAGE)
    @Operation(summary = "Remove a user", description = "With its tokens, sessions and roles in projects.")
    @ApiResponse(responseCode = "200", description = "The user is gone")
    @ApiResponse(responseCode = "404", description = "There is no such user")
    @ApiResponse(responseCode = "409", description = "Nobody would be left who may do everything")
    public Map<String, Object> delete(@Context Caller caller, @PathParam("user_id") UUID userId) {
        users.delete(caller, userId);
        return Map.of("status", "deleted", "user_id", userId);
    }
}
