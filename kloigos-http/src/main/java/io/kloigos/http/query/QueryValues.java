package io.kloigos.http.query;

import io.kloigos.core.KloigosException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads values of query parameters and says what is wrong with those that cannot be read. */
public final class QueryValues {
    private QueryValues() {}

    /** Without spaces at its ends; null for one that is not there or empty, as a form's empty field is. */
    public static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** A constant by its lower-case word; null when the parameter is not there or empty. */
    public static <E extends Enum<E>> @Nullable E word(Class<E> type, String parameter, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        return Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().toLowerCase(Locale.ROOT).equals(value))
                .findFirst()
                .orElseThrow(() -> KloigosException.invalid(parameter, "must be one of " + words(type)));
    }

    /** Labels written {@code name=value}; a later one of the same name counts. */
    public static Map<String, String> labels(String parameter, List<String> values) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String label : values) {
            String[] parts = label.split("=", 2);
            if (parts.length < 2 || parts[0].isEmpty()) {
                throw KloigosException.invalid(parameter, "must be written name=value");
            }
            labels.put(parts[0], parts[1]);
        }
        return labels;
    }

    /** A yes or no; no when the parameter is not there. */
    public static boolean flag(String parameter, @Nullable String value) {
        if (value == null || value.equals("false")) {
            return false;
        }
        if (!value.equals("true")) {
            throw KloigosException.invalid(parameter, "must be true or false");
        }
        return true;
    }

    /** A time in ISO 8601, with an offset or {@code Z}; null when the parameter is not there. */
    public static @Nullable Instant time(String parameter, @Nullable String value) {
        try {
            return value == null ? null : OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw KloigosException.invalid(parameter, "must be a time such as 2025-01-01T00:00:00Z");
        }
    }

    /** A UUID; null when the parameter is not there. */
    public static @Nullable UUID uuid(String parameter, @Nullable String value) {
        try {
            return value == null ? null : UUID.fromString(value);
        } catch (IllegalArgumentException e) {
            throw KloigosException.invalid(parameter, "must be a UUID");
        }
    }

    /** Refuses a number that is not between 1 and the most. */
    public static void range(String parameter, int value, int most) {
        if (value < 1 || value > most) {
            throw KloigosException.invalid(parameter, "must be between 1 and " + most);
        }
    }

    private static <E extends Enum<E>> String words(Class<E> type) {
        return Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }
}
