package io.kloigos.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kloigos.core.KloigosException.FieldError;
import java.util.List;

/**
 * An RFC 9457 problem document.
 *
 * @param type names the kind of problem; stable
 * @param detail a sentence that tells the reader what to do
 * @param code the last part of {@code type}, for programs that switch on it
 * @param instance path of the request
 * @param errors the fields at fault; left out when the problem is not one of fields
 */
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        String instance,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<FieldError> errors) {
    public static final String MEDIA_TYPE = "application/problem+json";

    public Problem {
        errors = List.copyOf(errors);
    }

    /** A problem of that kind, without field errors. */
    public static Problem of(ProblemKind kind, String detail, String instance) {
        return of(kind, detail, instance, List.of());
    }

    public static Problem of(ProblemKind kind, String detail, String instance, List<FieldError> errors) {
        return new Problem(
                "urn:kloigos:problem:" + kind.code(),
                kind.title(),
                kind.status(),
                detail,
                kind.code(),
                instance,
                errors);
    }
}
