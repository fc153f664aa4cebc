package io.kloigos.core.server;

import java.util.Locale;

/** What may be done with a server now. */
public enum ServerStatus {
    /** Anyone may claim it. */
    FREE,
    /** Claimed, and its service runs. */
    RUNNING,
    /** Not in service; a claim on it is kept. */
    STOPPED,
    /** Taken out by an operator; a claim on it is kept, and it does not become free by being given back. */
    MAINTENANCE;

    /** Whether an operator may set that status on a server in this one. Only a claim or a release moves the claim. */
    public boolean canTransitionTo(ServerStatus next, boolean claimed) {
        return claimed ? next != FREE : next != RUNNING;
    }

    /** The status of a server of this status once its claim is given back. */
    public ServerStatus afterRelease() {
        return this == MAINTENANCE ? MAINTENANCE : FREE;
    }

    /** The word in JSON and in the database. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
