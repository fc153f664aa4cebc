package io.kloigos.core.runbook;

import io.kloigos.core.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a runbook.
 *
 * @param verb what it does, such as {@code vm.snapshot}
 * @param with what the verb is told; values may name others as {@code ${name}}
 * @param when the step is skipped unless this holds; null for always
 * @param retries how often it is tried again when it fails, 0 to 10
 */
public record RunbookStep(
        String name,
        String verb,
        Map<String, String> with,
        @Nullable Condition when,
        OnFailure onFailure,
        int retries) {
    /** What follows when a step fails for the last time. */
    public enum OnFailure {
        /** The run ends as failed. */
        STOP,
        /** The next step follows all the same. */
        CONTINUE;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Compares a value with others; exactly one of the three is given.
     *
     * @param value text that may name values, such as {@code ${host.status}}
     * @param in one of these; empty when it is not given
     */
    public record Condition(
            String value, @Nullable String is, @Nullable String isNot, List<String> in) {
        public Condition {
            in = List.copyOf(in);
            int given = (is == null ? 0 : 1) + (isNot == null ? 0 : 1) + (in.isEmpty() ? 0 : 1);
            new Checks()
                    .that(given == 1, "when", "must have exactly one of is, is_not and in")
                    .done();
        }

        boolean holds(String actual) {
            if (isNot != null) {
                return !isNot.equals(actual);
            }
            return is == null ? in.contains(actual) : is.equals(actual);
        }
    }

    private static final int MOST_RETRIES = 10;

    public RunbookStep {
        with = Collections.unmodifiableMap(new LinkedHashMap<>(with));
        new Checks()
                .hostname("steps.name", name)
                .that(name == null || name.length() <= 63, "steps.name", "must have at most 63 characters")
                .text("steps.verb", verb, 63)
                .range("steps.retries", retries, 0, MOST_RETRIES)
                .done();
    }
}
