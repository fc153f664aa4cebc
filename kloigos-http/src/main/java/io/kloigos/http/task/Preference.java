package io.kloigos.http.task;

import io.kloigos.core.KloigosException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a caller wants to wait, from the {@code Prefer} headers (RFC 7240): {@code respond-async},
 * {@code wait=SECONDS}; other preferences are none of ours.
 *
 * @param patience zero for an answer at once
 */
public record Preference(Duration patience) {
    /** How long callers wait who do not say. */
    public static final Duration DEFAULT_WAIT = Duration.ofSeconds(60);

    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?(\\d{1,9})\"?");

    /** Reads the header's values; {@code wait} counts more than {@code respond-async}. */
    public static Preference of(List<String> headers) {
        Duration wait = null;
        for (String preference : String.join(",", headers).split(",", -1)) {
            String word = preference.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (word.equals("respond-async")) {
                wait = wait == null ? Duration.ZERO : wait;
            } else if (word.startsWith("wait")) {
                wait = seconds(word);
            }
        }
        return new Preference(wait == null ? DEFAULT_WAIT : wait);
    }

    private static Duration seconds(String word) {
        Matcher matcher = WAIT.matcher(word);
        if (!matcher.matches()) {
            throw KloigosException.invalid("Prefer", "must be respond-async or wait=SECONDS");
        }
        Duration wait = Duration.ofSeconds(Long.parseLong(matcher.group(1)));
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }
}
