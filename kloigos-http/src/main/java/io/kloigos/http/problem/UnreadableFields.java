package io.kloigos.http.problem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.KloigosException.FieldError;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says which field of a body could not be read and what it should be, in the wire's words. */
final class UnreadableFields {
    private UnreadableFields() {}

    static KloigosException describe(JsonMappingException failure) {
        String path = path(failure);
        if (failure.getCause() instanceof KloigosException inner) {
            return inner.fields().isEmpty() || path.isEmpty() ? inner : nested(path, inner);
        }
        if (failure.getCause() instanceof JsonProcessingException syntax
                && !(syntax instanceof InputCoercionException)) {
            return new KloigosException(
                    ErrorCode.INVALID, "The body cannot be read at " + path + ": " + syntax(syntax));
        }
        String message = message(failure);
        return path.isEmpty()
                ? new KloigosException(ErrorCode.INVALID, "The body " + message + ".")
                : KloigosException.invalid(path, message);
    }

    private static KloigosException nested(String path, KloigosException inner) {
        return KloigosException.invalid(inner.fields().stream()
                .map(error -> new FieldError(path + "." + error.field(), error.message()))
                .toList());
    }

    private static String syntax(JsonProcessingException failure) {
        String message = failure.getOriginalMessage();
        return message.startsWith("Duplicate field") ? message + "." : "it is not well-formed.";
    }

    private static String message(JsonMappingException failure) {
        if (failure instanceof UnrecognizedPropertyException unknown) {
            return "is not known; known are " + known(unknown.getKnownPropertyIds());
        }
        if (failure.getCause() instanceof InputCoercionException) {
            return "is too large a number";
        }
        if (failure instanceof MismatchedInputException mismatch) {
            return failure.getOriginalMessage().startsWith("Trailing token")
                    ? "must end after its first value"
                    : "must be " + expected(mismatch.getTargetType());
        }
        return "cannot be read";
    }

    private static String known(@Nullable Collection<Object> properties) {
        return properties == null
                ? "none"
                : properties.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (type.isEnum()) {
            return "one of " + words(type);
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a whole number";
        }
        return expectedObject(type);
    }

    private static String expectedObject(Class<?> type) {
        if (type == String.class) {
            return "a string";
        }
        if (Temporal.class.isAssignableFrom(type)) {
            return "a time such as 2025-01-01T00:00:00Z";
        }
        if (type == java.util.UUID.class) {
            return "a UUID";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return Map.class.isAssignableFrom(type) || type.isRecord() ? "an object" : "of another type";
    }

    private static String words(Class<?> type) {
        return List.of(Objects.requireNonNull(type.getEnumConstants())).stream()
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(java.util.Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    /** {@code disks[0].size_gb} for the place where reading stopped; empty for the body itself. */
    private static String path(JsonMappingException failure) {
        StringBuilder path = new StringBuilder();
        for (JsonMappingException.Reference step : failure.getPath()) {
            if (step.getFieldName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return path.toString();
    }
}
