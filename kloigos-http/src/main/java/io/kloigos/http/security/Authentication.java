package io.kloigos.http.security;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.util.Optional;

/** Finds out who a request comes from, and whose the things are that it names. */
public interface Authentication {
    /** {@code UNAUTHENTICATED} when the request does not show who it comes from. */
    Identity identify(ContainerRequestContext request);

    /** The project of the VM or task of that id; empty when there is no such thing, or it belongs to no project. */
    Optional<String> projectOf(Over over, String id);

    /** For a server that only this machine can reach: everyone is its operator. */
    static Authentication localOperator() {
        Identity local = Identity.local();
        return new Authentication() {
            @Override
            public Identity identify(ContainerRequestContext request) {
                return local;
            }

            @Override
            public Optional<String> projectOf(Over over, String id) {
                return Optional.empty();
            }
        };
    }
}
