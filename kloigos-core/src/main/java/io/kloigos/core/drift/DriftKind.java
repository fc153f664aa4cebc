package io.kloigos.core.drift;

/** How a host and the CMDB differ over a VM. */
public enum DriftKind {
    /** The CMDB has it, and its host, completely looked at, has not. */
    MISSING_ON_HOST,
    /** The host has it and the CMDB has not, or has it on another host. */
    UNKNOWN_TO_CMDB,
    /** Both have it, made of different things. */
    DIFFERS
}
