package io.kloigos.core;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every failure that a caller may see. The message is a sentence that tells the reader what to do. */
public final class KloigosException extends RuntimeException {
    /** One wrong field of a request: its path ({@code disks[0].size_gb}) and what is wrong with it. */
    public record FieldError(String field, String message) {}

    private final ErrorCode code;
    private final List<FieldError> fields;

    public KloigosException(ErrorCode code, String message) {
        this(code, message, List.of(), null);
    }

    public KloigosException(ErrorCode code, String message, @Nullable Throwable cause) {
        this(code, message, List.of(), cause);
    }

    private KloigosException(ErrorCode code, String message, List<FieldError> fields, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.fields = List.copyOf(fields);
    }

    /** The error of one request field. */
    public static KloigosException invalid(String field, String message) {
        return invalid(List.of(new FieldError(field, message)));
    }

    /** The errors of several request fields; the message lists them all. */
    public static KloigosException invalid(List<FieldError> fields) {
        String message = String.join(
                "; ", fields.stream().map(f -> f.field() + " " + f.message()).toList());
        return new KloigosException(ErrorCode.INVALID, message, fields, null);
    }

    public static KloigosException notFound(String what, Object id) {
        return new KloigosException(ErrorCode.NOT_FOUND, "There is no " + what + " " + id + ".");
    }

    public static KloigosException conflict(String message) {
        return new KloigosException(ErrorCode.CONFLICT, message);
    }

    public ErrorCode code() {
        return code;
    }

    /** The fields at fault; empty unless the code is {@link ErrorCode#INVALID}. */
    public List<FieldError> fields() {
        return fields;
    }
}
