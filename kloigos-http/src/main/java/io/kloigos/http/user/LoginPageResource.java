package io.kloigos.http.user;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.Logins;
import io.kloigos.core.user.Secret;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.connection.ClientConnection;
import io.kloigos.http.security.Public;
import io.kloigos.http.security.SessionCookie;
import io.kloigos.http.web.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Map;

/** The page where one logs in; it needs no script. */
@Path("login")
@Singleton
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Pages")
public final class LoginPageResource {
    private final Logins logins;
    private final HttpServerConfig config;

    @Inject
    public LoginPageResource(Logins logins, HttpServerConfig config) {
        this.logins = logins;
        this.config = config;
    }

    @GET
    @Public
    @Operation(summary = "The page where one logs in")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page show(@QueryParam("next") @DefaultValue("") String next) {
        return page("", next, "");
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public
    @Operation(summary = "Log in from the page", description = "Goes on to the page that next names, or says why not.")
    @ApiResponse(responseCode = "200", description = "The page again, with what is wrong")
    @ApiResponse(responseCode = "303", description = "The session has begun")
    public Response login(
            @Context ClientConnection client,
            @Context HttpHeaders headers,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("next") @DefaultValue("") String next) {
        try {
            Secret session = logins.login(name, password, client.address());
            return Response.seeOther(URI.create(own(next)))
                    .cookie(SessionCookie.begin(session, headers))
                    .build();
        } catch (KloigosException e) {
            if (e.code() != ErrorCode.UNAUTHENTICATED && e.code() != ErrorCode.TOO_MANY_REQUESTS) {
                throw e;
            }
            return Response.ok(page(name, next, String.valueOf(e.getMessage()))).build();
        }
    }

    private Page page(String name, String next, String problem) {
        return new Page("login", Map.of("name", name, "next", next, "problem", problem));
    }

    /** Only pages of ours, whatever a link to this page says. */
    private String own(String next) {
        return next.matches("/([A-Za-z0-9._~%-][A-Za-z0-9._~%/-]*)?") ? next : config.basePath() + "/";
    }
}
