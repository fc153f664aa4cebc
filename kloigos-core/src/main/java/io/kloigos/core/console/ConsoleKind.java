package io.kloigos.core.console;

import java.util.Locale;

/** What of a VM is looked at. */
public enum ConsoleKind {
    /** Its screen, keyboard and mouse. */
    VNC,
    /** Its first serial port. */
    SERIAL;

    /** The word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
