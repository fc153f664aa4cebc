package io.kloigos.http.problem;

import io.kloigos.core.KloigosException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Everything that nobody foresaw. */
@Singleton
public final class ThrowableMapper implements ExceptionMapper<Throwable> {
    private final UriInfo uri;
    private final Incidents incidents = new Incidents();

    public ThrowableMapper(@Context UriInfo uri) {
        this.uri = uri;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        // a stage that failed arrives wrapped
        Throwable cause = thrown.getCause();
        Throwable failure = thrown instanceof CompletionException && cause != null ? cause : thrown;
        if (failure instanceof KloigosException known) {
            return ProblemResponses.of(known, uri).build();
        }
        if (failure instanceof CancellationException) {
            // whoever waited is gone, or the server stops
            return ProblemResponses.of(ProblemKind.UNAVAILABLE, "The wait was ended. Ask again.", uri)
                    .build();
        }
        if (failure instanceof IOException) {
            return ProblemResponses.of(ProblemKind.INVALID, "The request ended before its body did.", uri)
                    .build();
        }
        return incidents.response(failure, uri);
    }
}
