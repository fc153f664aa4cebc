package io.kloigos.http.security;

import io.kloigos.http.problem.ProblemKind;
import io.kloigos.http.problem.ProblemResponses;
import jakarta.annotation.Priority;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses changes that a browser sends on behalf of another site's page. Browsers say where a request comes from in
 * headers that no script can set; programs that are not browsers send neither and pass.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION - 100)
public final class CrossSiteFilter implements ContainerRequestFilter {
    private static final Set<String> SAFE = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final Set<String> OWN_SITE = Set.of("same-origin", "none");

    @Override
    public void filter(ContainerRequestContext request) {
        if (!SAFE.contains(request.getMethod()) && isForeign(request)) {
            ProblemResponses.abort(
                    request,
                    ProblemKind.FORBIDDEN,
                    "A page of another site may not change anything here. Call from a program, or from our own pages.");
        }
    }

    private static boolean isForeign(ContainerRequestContext request) {
        String site = request.getHeaderString("Sec-Fetch-Site");
        if (site != null) {
            return !OWN_SITE.contains(site);
        }
        return isForeignOrigin(request.getHeaderString("Origin"), request.getHeaderString(HttpHeaders.HOST));
    }

    private static boolean isForeignOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return false;
        }
        int authority = origin.indexOf("://");
        return authority < 0 || !origin.substring(authority + 3).equalsIgnoreCase(host);
    }
}
