package io.kloigos.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.glassfish.grizzly.http.server.ErrorPageGenerator;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/** Problem documents for what fails below JAX-RS, where Grizzly would write an HTML page with a stack trace. */
public final class ProblemErrorPage implements ErrorPageGenerator {
    private final ObjectMapper mapper;
    private final Incidents incidents = new Incidents();

    public ProblemErrorPage(ObjectMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public String generate(
            Request request,
            int status,
            @Nullable String reason,
            @Nullable String description,
            @Nullable Throwable failure) {
        ProblemKind kind = ProblemKind.ofStatus(status);
        request.getResponse().setContentType(Problem.MEDIA_TYPE);
        try {
            return mapper.writeValueAsString(Problem.of(kind, detail(request, kind, failure), request.getRequestURI()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private String detail(Request request, ProblemKind kind, @Nullable Throwable failure) {
        return failure != null && kind == ProblemKind.INTERNAL
                ? Incidents.detail(incidents.record(failure, request.getRequestURI()))
                : "The request cannot be served.";
    }
}
