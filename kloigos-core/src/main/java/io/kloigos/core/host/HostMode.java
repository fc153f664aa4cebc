package io.kloigos.core.host;

/** What the operator wants of a host. */
public enum HostMode {
    ACTIVE,
    MAINTENANCE,
    DRAINING,
    DISABLED
}
