package io.kloigos.http.security;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.project.Ownership;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.Logins;
import io.kloigos.core.user.Secret;
import io.kloigos.core.user.UserService;
import io.kloigos.http.HttpServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Knows callers by a bearer token or the cookie of a session. While there are no users, whoever reaches a server on loopback
 * may do everything.
 */
@Singleton
public final class UserAuthentication implements Authentication {
    private static final String BEARER = "Bearer ";
    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final UserService users;
    private final ApiTokens tokens;
    private final Logins logins;
    private final Ownership ownership;
    private final boolean openAtFirst;

    @Inject
    public UserAuthentication(
            UserService users, ApiTokens tokens, Logins logins, Ownership ownership, HttpServerConfig config) {
        this.users = users;
        this.tokens = tokens;
        this.logins = logins;
        this.ownership = ownership;
        this.openAtFirst = config.isOpenAtFirst();
    }

    @Override
    public Identity identify(ContainerRequestContext request) {
        String authorization = request.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return tokens.principal(authorization.substring(BEARER.length()).strip())
                    .map(Identity::of)
                    .orElseThrow(() -> unknown("The token is not known, has expired, or its user is disabled."));
        }
        if (openAtFirst && !users.areThereAny()) {
            return Identity.local();
        }
        Secret session = SessionCookie.of(request)
                .orElseThrow(() -> unknown("Send a token (Authorization: Bearer …), or log in: POST /api/v1/login."));
        Identity identity = logins.principal(session)
                .map(Identity::of)
                .orElseThrow(() -> unknown("The session has ended. Log in again: POST /api/v1/login."));
        checkCsrf(request, session);
        return identity;
    }

    @Override
    public Optional<String> projectOf(Over over, String id) {
        return over == Over.VM
                ? ownership.projectOfVm(UUID.fromString(id))
                : ownership.projectOfTask(UUID.fromString(id));
    }

    private static void checkCsrf(ContainerRequestContext request, Secret session) {
        if (!SAFE.contains(request.getMethod())
                && !equal(session.csrfToken(), request.getHeaderString(SessionCookie.CSRF_HEADER))) {
            throw new KloigosException(
                    ErrorCode.FORBIDDEN,
                    "A change that comes with a session needs the header " + SessionCookie.CSRF_HEADER
                            + " with the value of the cookie " + SessionCookie.CSRF_NAME + ".");
        }
    }

    private static boolean equal(String token, @Nullable String sent) {
        return sent != null
                && MessageDigest.isEqual(
                        token.getBytes(StandardCharsets.US_ASCII), sent.getBytes(StandardCharsets.UTF_8));
    }

    private static KloigosException unknown(String what) {
        return new KloigosException(ErrorCode.UNAUTHENTICATED, what);
    }
}
