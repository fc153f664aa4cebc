package io.kloigos.core.host;

/** Looking at hosts, whichever engine is connected to them. */
public interface HostLooks {
    /**
     * Looks at a host completely now, connecting to it first where that is needed, and records what was seen. Blocks until
     * that has ended, well or not, 10 s at most where the host cannot be reached; never throws for such a host.
     */
    Host look(String hostId);

    /** An operator changed the host: what follows from that is done at once. */
    void changed(String hostId);
}
