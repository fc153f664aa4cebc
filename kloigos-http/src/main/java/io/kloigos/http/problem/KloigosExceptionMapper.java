package io.kloigos.http.problem;

import io.kloigos.core.KloigosException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;

/** What core says went wrong. */
@Singleton
public final class KloigosExceptionMapper implements ExceptionMapper<KloigosException> {
    private final UriInfo uri;

    public KloigosExceptionMapper(@Context UriInfo uri) {
        this.uri = uri;
    }

    @Override
    public Response toResponse(KloigosException failure) {
        return ProblemResponses.of(failure, uri).build();
    }
}
