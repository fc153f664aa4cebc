package io.kloigos.core.host;

import java.util.Locale;

/** A host's mode and connection in one word. New work goes to {@link #READY} hosts only. */
public enum HostStatus {
    REGISTERED,
    READY,
    MAINTENANCE,
    DRAINING,
    DISABLED,
    UNREACHABLE;

    public static HostStatus of(HostMode mode, HostConnection connection) {
        return switch (mode) {
            case MAINTENANCE -> MAINTENANCE;
            case DRAINING -> DRAINING;
            case DISABLED -> DISABLED;
            case ACTIVE -> valueOf(connection.name());
        };
    }

    /** The word in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
