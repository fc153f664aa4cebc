package io.kloigos.ssh.virsh;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One line of {@code virsh event}, {@code net-event} or {@code pool-event} (libvirt: virsh-domain-event.c):
 *
 * <pre>
 * 2026-11-23 20:03:37.261+0000: event 'lifecycle' for domain 'web-1': Started Booted
 * </pre>
 *
 * <p>The name stands in quotes that nothing escapes, and behind it may stand paths: where a line can be read in several
 * ways, all of them are told. Before libvirt 4 there were no quotes.
 *
 * @param names which domain it may be about; the domain is one of them
 */
record EventLine(Subject subject, Set<String> names) {
    enum Subject {
        DOMAIN,
        /** A network, a pool, or something that we cannot read. */
        HOST,
        /** Nothing that a look at the host would show. */
        NOTHING
    }

    private static final int MOST_READINGS = 8;
    private static final Pattern EVENT = Pattern.compile(
            "(?:[0-9][-0-9]* [0-9][-+:.0-9]*: )?event '([a-z0-9-]+)' for" + " (domain|network|storage pool) (.*)",
            Pattern.DOTALL);
    /** A clock that drifts, a viewer that connects, memory that is copied: no look would tell the difference. */
    private static final Set<String> NOISE = Set.of(
            "rtc-change",
            "graphics",
            "watchdog",
            "io-error",
            "io-error-reason",
            "control-error",
            "block-threshold",
            "migration-iteration",
            "memory-failure");

    /** Events that never end with the name. */
    private static final Set<String> WITH_DETAILS = Set.of(
            "lifecycle",
            "agent-lifecycle",
            "metadata-change",
            "balloon-change",
            "tunable",
            "device-added",
            "device-removed",
            "device-removal-failed",
            "job-completed",
            "tray-change",
            "disk-change",
            "block-job",
            "block-job-2",
            "memory-device-size-change");

    private static final EventLine OF_HOST = new EventLine(Subject.HOST, Set.of());
    private static final EventLine OF_NOTHING = new EventLine(Subject.NOTHING, Set.of());

    EventLine {
        names = Set.copyOf(names);
    }

    static EventLine read(String line) {
        if (line.isBlank() || line.startsWith("\t") || line.startsWith("events received:")) {
            return OF_NOTHING;
        }
        Matcher event = EVENT.matcher(line);
        if (!event.matches() || line.indexOf('\ufffd') >= 0) {
            return OF_HOST;
        }
        if (!event.group(2).equals("domain")) {
            return OF_HOST;
        }
        String kind = event.group(1);
        return NOISE.contains(kind) ? OF_NOTHING : ofDomain(event.group(3), WITH_DETAILS.contains(kind));
    }

    private static EventLine ofDomain(String rest, boolean details) {
        Set<String> names = rest.startsWith("'") ? readings(rest.substring(1), "'", details) : Set.of();
        if (names.isEmpty()) {
            names = readings(rest, "", details);
        }
        return names.isEmpty() || names.size() > MOST_READINGS ? OF_HOST : new EventLine(Subject.DOMAIN, names);
    }

    /** Every beginning of the text that ends with the quote and has behind it what stands behind a name. */
    private static Set<String> readings(String text, String quote, boolean details) {
        Set<String> readings = new LinkedHashSet<>();
        for (int end = 1; end <= text.length(); end++) {
            int behind = end + quote.length();
            if (text.startsWith(quote, end)
                    && (behind == text.length() && !details
                            || text.startsWith(": ", behind)
                            || text.startsWith(" disk ", behind)
                            || behind + 1 == text.length() && text.endsWith(":"))) {
                readings.add(text.substring(0, end));
            }
        }
        return readings;
    }
}
