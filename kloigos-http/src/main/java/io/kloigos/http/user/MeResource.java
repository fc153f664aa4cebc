package io.kloigos.http.user;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.Secret;
import io.kloigos.core.user.UserService;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import io.kloigos.http.security.RequiresPermission;
import io.kloigos.http.security.SessionCookie;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The caller's own account. */
@Path("api/v1/me")
@Singleton
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
public final class MeResource {
    private final UserService users;

    @Inject
    public MeResource(UserService users) {
        this.users = users;
    }

    @GET
    @RequiresPermission(value = Permission.ACCOUNT, over = Over.ACCOUNT)
    @Operation(summary = "Who calls, and what that one may do")
    @ApiResponse(
            responseCode = "200",
            description = "The caller",
            content = @Content(schema = @Schema(implementation = MeJson.class)))
    public MeJson me(@Context Identity identity, @CookieParam(SessionCookie.NAME) @Nullable Cookie session) {
        return MeJson.of(
                identity, SessionCookie.of(session).map(Secret::csrfToken).orElse(null));
    }

    @POST
    @Path("password")
    @RequiresPermission(value = Permission.ACCOUNT, over = Over.ACCOUNT)
    @Operation(summary = "Set another password for oneself", description = "All sessions end: log in again.")
    @ApiResponse(responseCode = "200", description = "It is set")
    @ApiResponse(responseCode = "400", description = "The current one is wrong, or the new one too short")
    public Response changePassword(@Context Caller caller, @Context HttpHeaders headers, PasswordJson password) {
        users.changePassword(caller, own(caller), password.current(), password.next());
        return Response.ok(Map.of("status", "changed"))
                .cookie(SessionCookie.end(headers))
                .build();
    }

    /** {@code CONFLICT} for whoever sits at the machine, who has no account. */
    static UUID own(Caller caller) {
        UUID userId = caller.userId();
        if (userId == null) {
            throw KloigosException.conflict(
                    "There are no users yet. Make the first one, an admin with a password: POST /api/v1/users.");
        }
        return userId;
    }
}
