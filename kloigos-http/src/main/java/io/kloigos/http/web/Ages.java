package io.kloigos.http.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as people read them. */
final class Ages {
    private static final long MINUTE_MS = 60_000;
    private static final double SECOND_MS = 1000;

    private Ages() {}

    /** To the minute, in UTC. */
    static String minute(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT)
                .withZone(ZoneOffset.UTC)
                .format(time);
    }

    /** How long something took: what is short to the tenth of a second. */
    static String took(Instant from, Instant to) {
        long millis = Math.max(0, Duration.between(from, to).toMillis());
        return millis < MINUTE_MS ? String.format(Locale.ROOT, "%.1f s", millis / SECOND_MS) : between(from, to);
    }

    /** How long, in the largest unit that fits. */
    static String between(Instant from, Instant to) {
        Duration age = Duration.between(from, to);
        if (age.toDays() > 1) {
            return age.toDays() + " days";
        }
        if (age.toHours() > 1) {
            return age.toHours() + " h";
        }
        return age.toMinutes() > 1 ? age.toMinutes() + " min" : Math.max(0, age.toSeconds()) + " s";
    }
}
