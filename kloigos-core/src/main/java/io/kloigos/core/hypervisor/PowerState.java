package io.kloigos.core.hypervisor;

import java.util.Locale;

/** A domain's power state as last seen; {@link #UNOBSERVED} is never reported by a host, only by its absence. */
public enum PowerState {
    RUNNING,
    STOPPED,
    PAUSED,
    CRASHED,
    SUSPENDED,
    UNOBSERVED;

    /** The word in JSON and in the database: lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static PowerState ofWord(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
