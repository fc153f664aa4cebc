package io.kloigos.core;

import io.kloigos.core.KloigosException.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with the fields of a record, so that the caller hears of all of it at once. */
public final class Checks {
    private static final Pattern HOSTNAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9:\\[][A-Za-z0-9.:_%\\[\\]-]*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]*[A-Za-z0-9])?");
    private static final int MOST_LABELS = 64;

    private final List<FieldError> errors = new ArrayList<>();

    /** Notes an error unless the condition holds. */
    public Checks that(boolean holds, String field, String message) {
        if (!holds) {
            errors.add(new FieldError(field, message));
        }
        return this;
    }

    /** A name of a machine: letters, digits, {@code . _ -}, starting with a letter or digit, at most 255. */
    public Checks hostname(String field, @Nullable String value) {
        return pattern(
                HOSTNAME, field, value, 255, "letters, digits, '.', '_' and '-', starting with a letter or digit");
    }

    /** An IP address or a name that resolves to one. */
    public Checks address(String field, @Nullable String value) {
        return pattern(ADDRESS, field, value, 255, "an IP address or a host name");
    }

    /** Free text of one line, not blank. */
    public Checks text(String field, @Nullable String value, int longest) {
        if (value == null || value.isBlank()) {
            return that(false, field, "must not be empty");
        }
        return that(value.length() <= longest, field, "must have at most " + longest + " characters")
                .that(value.chars().noneMatch(Character::isISOControl), field, "must not contain control characters");
    }

    /** The same, where nothing is fine too. */
    public Checks optionalText(String field, @Nullable String value, int longest) {
        return value == null ? this : text(field, value, longest);
    }

    public Checks range(String field, long value, long least, long most) {
        return that(value >= least && value <= most, field, "must be between " + least + " and " + most);
    }

    /** Label names of at most 63 characters, values of at most 255, at most 64 of them. */
    public Checks labels(String field, Map<String, String> labels) {
        that(labels.size() <= MOST_LABELS, field, "must have at most " + MOST_LABELS + " entries");
        labels.forEach((name, value) -> {
            pattern(LABEL, field + "." + name, name, 63, "letters, digits, '.', '_', '/' and '-'");
            if (Objects.requireNonNullElse(value, " ").isEmpty()) {
                return;
            }
            text(field + "." + name, value, 255);
        });
        return this;
    }

    /** What was found out elsewhere. */
    public Checks all(List<FieldError> found) {
        errors.addAll(found);
        return this;
    }

    /** Throws {@link ErrorCode#INVALID} with everything noted so far, if anything was. */
    public void done() {
        if (!errors.isEmpty()) {
            throw KloigosException.invalid(errors);
        }
    }

    private Checks pattern(Pattern pattern, String field, @Nullable String value, int longest, String words) {
        if (value == null || value.isEmpty()) {
            return that(false, field, "must not be empty");
        }
        return that(value.length() <= longest, field, "must have at most " + longest + " characters")
                .that(pattern.matcher(value).matches(), field, "must be " + words);
    }
}
