package io.kloigos.http.user.oidc;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.ProviderLogins;
import io.kloigos.core.user.Secret;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.connection.ClientConnection;
import io.kloigos.http.security.Public;
import io.kloigos.http.security.SessionCookie;
import io.kloigos.http.user.LoginPages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/** Logging in with the provider: there, and back. */
@Path("login/oidc")
@Singleton
@Produces(MediaType.TEXT_HTML)
@Tag(name = "Pages")
public final class OidcLoginResource {
    private final OidcProvider provider;
    private final ProviderLogins logins;
    private final LoginPages pages;
    private final String callback;

    @Inject
    public OidcLoginResource(OidcProvider provider, ProviderLogins logins, HttpServerConfig config) {
        this.provider = provider;
        this.logins = logins;
        this.pages = new LoginPages(config);
        this.callback = config.basePath() + "/login/oidc/callback";
    }

    @GET
    @Public
    @Operation(summary = "Log in with the identity provider", description = "Goes on to the provider.")
    @ApiResponse(responseCode = "200", description = "The login page, with what is wrong")
    @ApiResponse(responseCode = "303", description = "On to the provider")
    public Response begin(@Context HttpHeaders headers, @QueryParam("next") @DefaultValue("") String next) {
        provider.settings();
        LoginAttempt attempt = LoginAttempt.begin(pages.own(next));
        try {
            return Response.seeOther(provider.authorization(attempt, redirect(headers)))
                    .cookie(cookie(attempt.cookie(), LoginAttempt.SECONDS, headers))
                    .build();
        } catch (KloigosException e) {
            return pages.refused(next, e).build();
        }
    }

    @GET
    @Path("callback")
    @Public
    @Operation(
            summary = "Come back from the identity provider",
            description = "Takes the code of the login that this browser began, and begins a session.")
    @ApiResponse(responseCode = "200", description = "The login page, with what is wrong")
    @ApiResponse(responseCode = "303", description = "The session has begun")
    public Response end(
            @Context ClientConnection client,
            @Context HttpHeaders headers,
            @CookieParam(LoginAttempt.COOKIE) @DefaultValue("") String cookie,
            @QueryParam("state") @DefaultValue("") String state,
            @QueryParam("code") @DefaultValue("") String code,
            @QueryParam("error") @DefaultValue("") String error) {
        provider.settings();
        NewCookie used = cookie("", 0, headers);
        try {
            LoginAttempt attempt = attempt(cookie, state);
            check(code, error);
            Secret session = logins.login(provider.user(attempt, code, redirect(headers)), client.address());
            return Response.seeOther(URI.create(pages.own(attempt.next())))
                    .cookie(SessionCookie.begin(session, headers))
                    .cookie(used)
                    .build();
        } catch (KloigosException e) {
            return pages.refused("", e).cookie(used).build();
        }
    }

    /** The login that this browser began, if it is the one that the provider ended. */
    private static LoginAttempt attempt(String cookie, String state) {
        return LoginAttempt.of(cookie)
                .filter(attempt -> isSame(attempt.state().getValue(), state))
                .orElseThrow(() -> new KloigosException(
                        ErrorCode.UNAUTHENTICATED,
                        "This browser did not begin this login, or too long ago. Log in again."));
    }

    private static void check(String code, String error) {
        if (code.isEmpty() || !error.isEmpty()) {
            String reason = error.matches("[a-z_]{1,64}") ? error : "no code";
            throw new KloigosException(
                    ErrorCode.UNAUTHENTICATED, "The provider did not log you in (" + reason + "). Log in again.");
        }
    }

    private static boolean isSame(String own, String sent) {
        return MessageDigest.isEqual(own.getBytes(StandardCharsets.UTF_8), sent.getBytes(StandardCharsets.UTF_8));
    }

    /** The Host header is one of our names: others get no answer at all. */
    private URI redirect(HttpHeaders headers) {
        URI fixed = provider.settings().redirectUri();
        String scheme = SessionCookie.isHttps(headers) ? "https://" : "http://";
        return Objects.requireNonNullElseGet(
                fixed, () -> URI.create(scheme + headers.getHeaderString(HttpHeaders.HOST) + callback));
    }

    private static NewCookie cookie(String value, int age, HttpHeaders headers) {
        return SessionCookie.hidden(LoginAttempt.COOKIE, value, age, headers);
    }
}
