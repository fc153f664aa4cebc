package io.kloigos.http.user;

import io.kloigos.core.user.Logins;
import io.kloigos.core.user.Secret;
import io.kloigos.http.connection.ClientConnection;
import io.kloigos.http.security.Public;
import io.kloigos.http.security.SessionCookie;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;

/** Logging in with JSON. */
@Path("api/v1/login")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
public final class LoginResource {
    private final Logins logins;

    @Inject
    public LoginResource(Logins logins) {
        this.logins = logins;
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Public
    @Operation(
            summary = "Log in",
            description =
                    "Begins a session, which is a cookie. Changes that come with it need the header X-CSRF-Token with the"
                            + " csrf_token of this answer, which is in the cookie kloigos_csrf too. Scripts use tokens.")
    @ApiResponse(responseCode = "200", description = "The session has begun")
    @ApiResponse(responseCode = "401", description = "Name and password do not go together")
    @ApiResponse(responseCode = "429", description = "Too many logins have failed; the detail says when to try again")
    public Response login(@Context ClientConnection client, @Context HttpHeaders headers, LoginJson login) {
        Secret session = logins.login(login.user(), login.secret(), client.address());
        return Response.ok(Map.of("status", "logged_in", "csrf_token", session.csrfToken()))
                .cookie(SessionCookie.begin(session, headers))
                .build();
    }
}
