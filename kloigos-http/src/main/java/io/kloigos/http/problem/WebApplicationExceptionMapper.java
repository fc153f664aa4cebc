package io.kloigos.http.problem;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.glassfish.jersey.server.ParamException;

/** What the JAX-RS machinery refuses: routes, methods, content types, parameters. */
@Singleton
public final class WebApplicationExceptionMapper implements ExceptionMapper<WebApplicationException> {
    private final UriInfo uri;
    private final Request request;
    private final Incidents incidents = new Incidents();

    public WebApplicationExceptionMapper(@Context UriInfo uri, @Context Request request) {
        this.uri = uri;
        this.request = request;
    }

    @Override
    public Response toResponse(WebApplicationException failure) {
        int status = failure.getResponse().getStatus();
        if (status < 400) {
            return failure.getResponse();
        }
        if (status >= 500 && status != 503) {
            return incidents.response(failure, uri);
        }
        return withHeaders(problem(failure, status), failure.getResponse()).build();
    }

    private ResponseBuilder problem(WebApplicationException failure, int status) {
        if (failure instanceof ParamException.QueryParamException parameter) {
            return ProblemResponses.of(
                    io.kloigos.core.KloigosException.invalid(parameter.getParameterName(), "cannot be read"), uri);
        }
        return ProblemResponses.of(ProblemKind.ofStatus(status), detail(failure), uri);
    }

    private String detail(WebApplicationException failure) {
        if (failure instanceof NotFoundException) {
            return "There is nothing at this path. GET /openapi.json lists what there is.";
        }
        if (failure instanceof NotAllowedException) {
            return request.getMethod() + " is not offered at this path; the Allow header lists what is.";
        }
        if (failure instanceof NotSupportedException) {
            return "Send the body with a Content-Type that this path reads, usually application/json.";
        }
        if (failure instanceof NotAcceptableException) {
            return "This path answers none of the types in the Accept header; most answer application/json.";
        }
        String message = failure.getMessage();
        return message == null || message.startsWith("HTTP ") ? "The request cannot be served." : message;
    }

    /** What the protocol asks for: which methods are allowed, when to come again. */
    private static ResponseBuilder withHeaders(ResponseBuilder problem, Response original) {
        for (String name : new String[] {HttpHeaders.ALLOW, HttpHeaders.RETRY_AFTER}) {
            String value = original.getHeaderString(name);
            if (value != null) {
                problem.header(name, value);
            }
        }
        return problem;
    }
}
