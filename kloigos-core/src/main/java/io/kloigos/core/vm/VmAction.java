package io.kloigos.core.vm;

import java.util.Locale;

/** What may be done with a VM's power. */
public enum VmAction {
    START,
    /** Asks the guest, and waits for it until a deadline. */
    STOP,
    /** Pulls the plug. */
    FORCE_STOP,
    /** Asks the guest to start anew, and does not wait for it. */
    REBOOT,
    /** Presses the reset button. */
    RESET,
    PAUSE,
    RESUME,
    /** Keeps its memory on the host's disk and turns it off; starting it goes on from there. */
    SUSPEND_TO_DISK;

    /** The word in JSON and in task types. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
