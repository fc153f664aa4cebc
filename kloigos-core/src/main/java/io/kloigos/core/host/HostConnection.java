package io.kloigos.core.host;

/** What was last seen of the way to a host. */
public enum HostConnection {
    /** Never reached yet: its key waits to be accepted, or the first attempt has not ended. */
    REGISTERED,
    READY,
    UNREACHABLE
}
