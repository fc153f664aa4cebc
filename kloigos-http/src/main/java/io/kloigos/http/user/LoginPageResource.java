package io.kloigos.http.user;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.Logins;
import io.kloigos.core.user.Principal;
import io.kloigos.core.user.Secret;
import io.kloigos.core.user.UserService;
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

/** The page where one logs in; it needs no script. */
@Path("login")
@Singleton
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Pages")
public final class LoginPageResource {
    private final Logins logins;
    private final UserService users;
    private final HttpServerConfig config;
    private final LoginPages pages;

    @Inject
    public LoginPageResource(Logins logins, UserService users, HttpServerConfig config) {
        this.logins = logins;
        this.users = users;
        this.config = config;
        this.pages = new LoginPages(config);
    }

    @GET
    @Public
    @Operation(summary = "The page where one logs in")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page show(@QueryParam("next") @DefaultValue("") String next) {
        return pages.login("", next, "");
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
            return isToChange(session)
                    ? Response.ok(LoginPages.password(name, "Choose a password of your own first."))
                            .build()
                    : Response.seeOther(URI.create(pages.own(next)))
                            .cookie(SessionCookie.begin(session, headers))
                            .build();
        } catch (KloigosException e) {
            return Response.ok(pages.login(name, next, LoginPages.told(e))).build();
        }
    }

    @GET
    @Path("password")
    @Public
    @Operation(summary = "The page where one changes one's password")
    @ApiResponse(responseCode = "200", description = "The page")
    public Page showPassword(@QueryParam("name") @DefaultValue("") String name) {
        return LoginPages.password(name, "");
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Public
    @Operation(
            summary = "Change one's password from the page",
            description = "It takes the current one, and no session. All sessions end: log in again.")
    @ApiResponse(responseCode = "200", description = "The page again, with what is wrong")
    @ApiResponse(responseCode = "303", description = "It is set; goes on to the page where one logs in")
    public Response changePassword(
            @Context ClientConnection client,
            @Context HttpHeaders headers,
            @FormParam("name") @DefaultValue("") String name,
            @FormParam("password") @DefaultValue("") String password,
            @FormParam("new_password") @DefaultValue("") String next) {
        try {
            Principal user = logins.principal(logins.login(name, password, client.address()))
                    .orElseThrow(() -> KloigosException.conflict("The user was changed meanwhile. Try again."));
            users.changePassword(Caller.of(name).from(client.address()), user.userId(), password, next);
            return Response.seeOther(URI.create(config.basePath() + "/login"))
                    .cookie(SessionCookie.end(headers))
                    .build();
        } catch (KloigosException e) {
            return Response.ok(LoginPages.password(name, LoginPages.told(e))).build();
        }
    }

    private boolean isToChange(Secret session) {
        boolean toChange =
                logins.principal(session).map(Principal::mustChangePassword).orElse(false);
        if (toChange) {
            logins.logout(session);
        }
        return toChange;
    }
}
