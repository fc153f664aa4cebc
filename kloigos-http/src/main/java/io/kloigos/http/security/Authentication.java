package io.kloigos.http.security;

import jakarta.ws.rs.container.ContainerRequestContext;

/** Finds out who a request comes from. */
@FunctionalInterface
public interface Authentication {
    Identity identify(ContainerRequestContext request);

    /** For a server that only this machine can reach: everyone is its operator. */
    static Authentication localOperator() {
        Identity local = Identity.local();
        return request -> local;
    }
}
