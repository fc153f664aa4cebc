package io.kloigos.http.user;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.user.oidc.OidcSettings;
import io.kloigos.http.web.Page;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.Set;

/** The pages around logging in. */
public final class LoginPages {
    private static final Set<ErrorCode> TOLD = Set.of(
            ErrorCode.UNAUTHENTICATED,
            ErrorCode.TOO_MANY_REQUESTS,
            ErrorCode.INVALID,
            ErrorCode.CONFLICT,
            ErrorCode.FORBIDDEN,
            ErrorCode.UNAVAILABLE);

    private final HttpServerConfig config;

    public LoginPages(HttpServerConfig config) {
        this.config = config;
    }

    Page login(String name, String next, String problem) {
        OidcSettings oidc = config.oidc();
        return new Page(
                "login",
                Map.of("name", name, "next", next, "problem", problem, "provider", oidc == null ? "" : oidc.label()));
    }

    static Page password(String name, String problem) {
        return new Page("password", Map.of("name", name, "problem", problem));
    }

    /** The page where one logs in, with what is wrong. */
    public Response.ResponseBuilder refused(String next, KloigosException problem) {
        return Response.ok(login("", next, told(problem)));
    }

    /** What the page says; what else is wrong is no matter of the form. */
    static String told(KloigosException problem) {
        if (!TOLD.contains(problem.code())) {
            throw problem;
        }
        return String.valueOf(problem.getMessage());
    }

    /** Only pages of ours, whatever a link says. */
    public String own(String next) {
        return next.matches("/([A-Za-z0-9._~%-][A-Za-z0-9._~%/-]*)?") ? next : config.basePath() + "/";
    }
}
