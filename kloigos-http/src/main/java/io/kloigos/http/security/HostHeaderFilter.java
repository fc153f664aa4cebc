package io.kloigos.http.security;

import io.kloigos.http.problem.ProblemKind;
import io.kloigos.http.problem.ProblemResponses;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.HttpHeaders;

/**
 * Answers only to names of this server. A web page whose own name was made to point at loopback (DNS rebinding) sends
 * that name in the Host header, and gets nothing.
 */
@PreMatching
@Priority(Priorities.AUTHENTICATION - 200)
public final class HostHeaderFilter implements ContainerRequestFilter {
    private final HostNames names;

    public HostHeaderFilter(HostNames names) {
        this.names = names;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!names.contains(request.getHeaderString(HttpHeaders.HOST))) {
            ProblemResponses.abort(
                    request,
                    ProblemKind.MISDIRECTED,
                    "The Host header names none of this server's names. Start it with --allowed-host to add one.");
        }
    }
}
