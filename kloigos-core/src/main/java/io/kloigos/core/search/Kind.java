package io.kloigos.core.search;

import java.util.Locale;

/** What can be found, in the order in which it is shown. */
public enum Kind {
    VM,
    HOST,
    SERVER,
    NETWORK,
    STORAGE_POOL,
    IMAGE,
    PROJECT,
    POLICY,
    RUNBOOK,
    TASK;

    /** Such as {@code storage pool}. */
    public String word() {
        return this == VM ? "VM" : name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
