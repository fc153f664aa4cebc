package io.kloigos.core.runbook;

import io.kloigos.core.Checks;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Work that is done again and again, as steps.
 *
 * @param name 1 to 63 letters, digits, {@code . _ -}
 * @param parameters what may be told at each run, by name
 * @param steps one after the other; none in one that is still to be written
 */
public record Runbook(String name, String description, Map<String, Parameter> parameters, List<RunbookStep> steps) {
    private static final Pattern PARAMETER = Pattern.compile("[a-z][a-z0-9_]{0,62}");
    private static final int MOST_STEPS = 50;
    private static final int MOST_PARAMETERS = 50;
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_DESCRIPTION = 1000;

    /**
     * Something that may be told at each run.
     *
     * @param required whether a run without it is refused
     * @param fallback what it is where it is not told; may name other values; null for empty
     */
    public record Parameter(
            String description, boolean required, @Nullable String fallback) {}

    public Runbook {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
        steps = List.copyOf(steps);
        Checks checks = new Checks()
                .hostname("name", name)
                .that(name == null || name.length() <= LONGEST_NAME, "name", "must have at most 63 characters")
                .that(description.length() <= LONGEST_DESCRIPTION, "description", "must have at most 1000 characters")
                .that(parameters.size() <= MOST_PARAMETERS, "parameters", "must be at most " + MOST_PARAMETERS)
                .that(steps.size() <= MOST_STEPS, "steps", "must be at most " + MOST_STEPS);
        for (String parameter : parameters.keySet()) {
            checks.that(
                    PARAMETER.matcher(parameter).matches(),
                    "parameters." + parameter,
                    "must be named in lower-case letters, digits and '_'");
        }
        checks.that(
                steps.stream().map(RunbookStep::name).distinct().count() == steps.size(),
                "steps",
                "must each have a name of their own");
        checks.done();
        Objects.requireNonNull(name);
    }
}
