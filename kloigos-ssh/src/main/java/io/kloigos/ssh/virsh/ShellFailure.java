package io.kloigos.ssh.virsh;

import org.jspecify.annotations.Nullable;

/** A warm shell that could not be opened or did not answer; it is gone, another may be opened. */
final class ShellFailure extends Exception {
    enum Kind {
        /** It ended before it answered its first command: no virsh, no libvirt, no permission. */
        NOT_STARTED,
        /** It ended, or its connection did, while a command was under way. */
        DIED,
        /** The deadline passed. */
        TIMEOUT
    }

    private final Kind kind;
    private final String said;

    ShellFailure(Kind kind, String said, @Nullable Throwable cause) {
        super(kind + " " + said, cause);
        this.kind = kind;
        this.said = said;
    }

    Kind kind() {
        return kind;
    }

    /** What it printed on stderr before it ended. */
    String said() {
        return said;
    }
}
