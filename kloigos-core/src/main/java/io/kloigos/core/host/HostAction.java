package io.kloigos.core.host;

/** What an operator may do with a host as a whole. */
public enum HostAction {
    MARK_READY(HostMode.ACTIVE),
    MARK_MAINTENANCE(HostMode.MAINTENANCE),
    MARK_DRAINING(HostMode.DRAINING),
    DISABLE(HostMode.DISABLED);

    private final HostMode mode;

    HostAction(HostMode mode) {
        this.mode = mode;
    }

    public HostMode mode() {
        return mode;
    }
}
