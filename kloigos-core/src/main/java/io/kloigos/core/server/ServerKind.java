package io.kloigos.core.server;

import java.util.Locale;

/** What a server of the pool is. */
public enum ServerKind {
    /** A machine, or a NUMA node of one. */
    SERVER,
    /** A virtual machine. */
    VM;

    /** The word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
