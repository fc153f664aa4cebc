package io.kloigos.http.security;

import io.kloigos.http.problem.ProblemKind;
import io.kloigos.http.problem.ProblemResponses;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers only to names of this server. A web page whose own name was made to point at loopback (DNS rebinding) sends
 * that name in the Host header, and gets nothing.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION - 200)
public final class HostHeaderFilter implements ContainerRequestFilter {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new HashSet<>(LOOPBACK);

    /** Accepts the loopback names and these. */
    public HostHeaderFilter(Set<String> names) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    @Override
    public void filter(ContainerRequestContext request) {
        String host = name(request.getHeaderString(HttpHeaders.HOST));
        if (!names.contains(host)) {
            ProblemResponses.abort(
                    request,
                    ProblemKind.MISDIRECTED,
                    "The Host header names none of this server's names. Start it with --allowed-host to add one.");
        }
    }

    /** The name without its port, which tunnels and proxies change. */
    private static String name(@Nullable String host) {
        if (host == null) {
            return "";
        }
        int bracket = host.indexOf(']');
        int colon = host.indexOf(':', Math.max(bracket, 0));
        return (colon < 0 ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
