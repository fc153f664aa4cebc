package io.kloigos.http.problem;

import io.kloigos.core.DryRun;
import io.kloigos.core.KloigosException;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Providers;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** Everything that nobody foresaw. */
@Singleton
public final class ThrowableMapper implements ExceptionMapper<Throwable> {
    private final UriInfo uri;
    private final Providers providers;
    private final Incidents incidents = new Incidents();

    public ThrowableMapper(@Context UriInfo uri, @Context Providers providers) {
        this.uri = uri;
        this.providers = providers;
    }

    @Override
    public Response toResponse(Throwable thrown) {
        // a stage that failed arrives wrapped
        Throwable cause = thrown.getCause();
        Throwable failure = thrown instanceof CompletionException && cause != null ? cause : thrown;
        if (failure != thrown && (failure instanceof KloigosException || failure instanceof DryRun)) {
            return mapped(failure);
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

    @SuppressWarnings("unchecked")
    private Response mapped(Throwable failure) {
        ExceptionMapper<Throwable> mapper =
                (ExceptionMapper<Throwable>) providers.getExceptionMapper(failure.getClass());
        return mapper.toResponse(failure);
    }
}
