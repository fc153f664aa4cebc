package io.kloigos.core.vm;

import java.util.Locale;

/** What may be done with a VM's power. */
public enum VmAction {
    START,
    /** Asks the guest, and waits for it until a deadline. */
    STOP,
    /** Pulls the plug. */
    FORCE_STOP;

    /** The word in JSON and in task types. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
