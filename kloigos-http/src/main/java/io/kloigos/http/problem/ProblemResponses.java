package io.kloigos.http.problem;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import jakarta.ws.rs.core.UriInfo;

/** Problem documents as responses. */
public final class ProblemResponses {
    private ProblemResponses() {}

    public static ResponseBuilder of(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }

    public static ResponseBuilder of(ProblemKind kind, String detail, UriInfo uri) {
        return of(Problem.of(kind, detail, instance(uri)));
    }

    public static ResponseBuilder of(KloigosException failure, UriInfo uri) {
        ResponseBuilder response =
                of(Problem.of(ProblemKind.of(failure.code()), message(failure), instance(uri), failure.fields()));
        return failure.code() == ErrorCode.UNAUTHENTICATED
                ? response.header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"kloigos\"")
                : response;
    }

    /** Ends a request in a filter. */
    public static void abort(ContainerRequestContext request, ProblemKind kind, String detail) {
        request.abortWith(of(kind, detail, request.getUriInfo()).build());
    }

    private static String instance(UriInfo uri) {
        return uri.getRequestUri().getRawPath();
    }

    private static String message(KloigosException failure) {
        String message = failure.getMessage();
        return message == null ? ProblemKind.of(failure.code()).title() : message;
    }
}
