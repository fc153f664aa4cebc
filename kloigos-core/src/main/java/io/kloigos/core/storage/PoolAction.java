package io.kloigos.core.storage;

import java.util.Locale;

/** What can be done to a storage pool that is there. */
public enum PoolAction {
    START,
    STOP,
    REFRESH,
    AUTOSTART_ON,
    AUTOSTART_OFF;

    /** The word in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
