package io.kloigos.http.security;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.user.ApiTokens;
import io.kloigos.core.user.Logins;
import io.kloigos.core.user.Secret;
import io.kloigos.core.user.UserService;
import io.kloigos.http.HttpServerConfig;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells who calls by a bearer token or a session. While there are no users, whoever reaches a server that is open at first may do
 * everything.
 */
@Singleton
public final class Credentials {
    private static final String BEARER = "Bearer ";

    private final UserService users;
    private final ApiTokens tokens;
    private final Logins logins;
    private final boolean openAtFirst;

    @Inject
    public Credentials(UserService users, ApiTokens tokens, Logins logins, HttpServerConfig config) {
        this.users = users;
        this.tokens = tokens;
        this.logins = logins;
        this.openAtFirst = config.isOpenAtFirst();
    }

    /**
     * {@code UNAUTHENTICATED} when nothing shows who it is.
     *
     * @param authorization the header of that name
     * @param session from its cookie
     */
    public Identity identify(@Nullable String authorization, Optional<Secret> session) {
        if (authorization != null && isBearer(authorization)) {
            return tokens.principal(authorization.substring(BEARER.length()).strip())
                    .map(Identity::of)
                    .orElseThrow(() -> unknown("The token is not known, has expired, or its user is disabled."));
        }
        if (openAtFirst && !users.areThereAny()) {
            return Identity.local();
        }
        return logins.principal(session.orElseThrow(
                        () -> unknown("Send a token (Authorization: Bearer …), or log in: POST /api/v1/login.")))
                .map(Identity::of)
                .orElseThrow(() -> unknown("The session has ended. Log in again: POST /api/v1/login."));
    }

    static boolean isBearer(String authorization) {
        return authorization.regionMatches(true, 0, BEARER, 0, BEARER.length());
    }

    private static KloigosException unknown(String what) {
        return new KloigosException(ErrorCode.UNAUTHENTICATED, what);
    }
}
