package io.kloigos.http.security;

import io.kloigos.http.problem.ProblemKind;
import io.kloigos.http.problem.ProblemResponses;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;

/** Lets a request through to its resource method when its caller holds one permission. */
@Priority(Priorities.AUTHORIZATION)
final class PermissionFilter implements ContainerRequestFilter {
    private final Permission required;
    private final Authentication authentication;

    PermissionFilter(Permission required, Authentication authentication) {
        this.required = required;
        this.authentication = authentication;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Identity identity = authentication.identify(request);
        if (!identity.permissions().contains(required)) {
            ProblemResponses.abort(
                    request,
                    ProblemKind.FORBIDDEN,
                    identity.actor() + " does not hold the permission " + required + ", which this call needs.");
        }
        request.setProperty(Identity.PROPERTY, identity);
    }
}
