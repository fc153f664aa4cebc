package io.kloigos.core.policy;

import io.kloigos.core.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what was sent as a policy's spec: lists as arrays or separated by commas, numbers as numbers or digits. */
final class SpecReader {
    private static final String PREFIX = "spec.";

    private final Map<String, Object> spec;
    private final Checks checks = new Checks();

    SpecReader(Map<String, Object> spec, Set<String> known) {
        this.spec = spec;
        Set<String> unknown = new TreeSet<>(spec.keySet());
        unknown.removeAll(known);
        unknown.forEach(key -> checks.that(
                false, PREFIX + key, "is not known; a spec has " + String.join(", ", new TreeSet<>(known))));
    }

    Checks checks() {
        return checks;
    }

    List<String> words(String key) {
        Object value = spec.get(key);
        if (value == null) {
            return List.of();
        }
        if (value instanceof String text) {
            return Arrays.stream(text.split(",", -1))
                    .map(String::strip)
                    .filter(word -> !word.isEmpty())
                    .toList();
        }
        if (value instanceof List<?> list && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String::valueOf).toList();
        }
        checks.that(false, PREFIX + key, "must be a list of texts, or one text with commas between");
        return List.of();
    }

    /** The same; {@code true} stands for everything, {@code false} for nothing. */
    List<String> wordsOrAll(String key) {
        return spec.get(key) instanceof Boolean all ? (all ? List.of("*") : List.of()) : words(key);
    }

    @Nullable
    Long number(String key, long most) {
        Object value = spec.get(key);
        if (value == null) {
            return null;
        }
        String digits = value.toString();
        boolean isNumber = digits.matches("\\d{1,18}");
        checks.that(
                isNumber && Long.parseLong(digits) >= 1 && Long.parseLong(digits) <= most,
                PREFIX + key,
                "must be a whole number between 1 and " + most);
        return isNumber ? Long.valueOf(digits) : null;
    }

    @Nullable
    String text(String key, int longest) {
        Object value = spec.get(key);
        if (value == null) {
            return null;
        }
        checks.text(PREFIX + key, value instanceof String text ? text : null, longest);
        return value.toString();
    }
}
