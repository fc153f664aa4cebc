package io.kloigos.http.problem;

import io.kloigos.core.ErrorCode;
import java.util.Arrays;
import java.util.Locale;

/** The kinds of problem that a caller may see, with their status: the only table from code to status. */
public enum ProblemKind {
    INVALID(400, "The request is not valid"),
    UNAUTHENTICATED(401, "Who calls is not known"),
    FORBIDDEN(403, "Not allowed"),
    QUOTA_EXCEEDED(403, "The quota would be exceeded"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "This method is not offered here"),
    NOT_ACCEPTABLE(406, "None of the accepted types is offered"),
    CONFLICT(409, "The present state does not allow it"),
    CANCELLED(409, "It was called off"),
    EXHAUSTED(409, "Nothing free fits the request"),
    PLAN_CHANGED(412, "What would be done is not what was planned"),
    TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "The content type is not supported"),
    MISDIRECTED(421, "This server does not answer to that name"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    HEADER_TOO_LARGE(431, "The request's header is too large"),
    INTERNAL(500, "An error on our side"),
    HOST_FAILED(502, "The host refused or failed"),
    UNAVAILABLE(503, "Not ready"),
    HOST_UNREACHABLE(504, "The host cannot be reached");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The word in documents: lower case. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static ProblemKind of(ErrorCode code) {
        return switch (code) {
            case INVALID -> INVALID;
            case NOT_FOUND -> NOT_FOUND;
            case CONFLICT -> CONFLICT;
            case PLAN_CHANGED -> PLAN_CHANGED;
            case UNAUTHENTICATED -> UNAUTHENTICATED;
            case TOO_MANY_REQUESTS -> TOO_MANY_REQUESTS;
            case FORBIDDEN -> FORBIDDEN;
            case CANCELLED -> CANCELLED;
            case QUOTA_EXCEEDED -> QUOTA_EXCEEDED;
            case EXHAUSTED -> EXHAUSTED;
            case HOST_UNREACHABLE -> HOST_UNREACHABLE;
            case HOST_FAILED -> HOST_FAILED;
            case UNAVAILABLE -> UNAVAILABLE;
            case INTERNAL -> INTERNAL;
        };
    }

    /** The kind for a status that the HTTP machinery chose. */
    public static ProblemKind ofStatus(int status) {
        return Arrays.stream(values())
                .filter(kind -> kind.status == status)
                .findFirst()
                .orElse(status < 500 ? INVALID : INTERNAL);
    }
}
