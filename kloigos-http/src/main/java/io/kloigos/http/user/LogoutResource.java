package io.kloigos.http.user;

import io.kloigos.core.user.Logins;
import io.kloigos.http.security.Public;
import io.kloigos.http.security.SessionCookie;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Logging out. */
@Path("api/v1/logout")
@Singleton
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Users")
public final class LogoutResource {
    private final Logins logins;

    @Inject
    public LogoutResource(Logins logins) {
        this.logins = logins;
    }

    @POST
    @Public
    @Operation(summary = "Log out", description = "Ends the session that the request shows, if any.")
    @ApiResponse(responseCode = "200", description = "There is no session any more")
    public Response logout(@Context HttpHeaders headers, @CookieParam(SessionCookie.NAME) @Nullable Cookie session) {
        SessionCookie.of(session).ifPresent(logins::logout);
        return Response.ok(Map.of("status", "logged_out"))
                .cookie(SessionCookie.end(headers))
                .build();
    }
}
