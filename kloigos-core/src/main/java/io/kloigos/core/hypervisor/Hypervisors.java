package io.kloigos.core.hypervisor;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The connections to all hosts. Thread-safe; one per process. */
public interface Hypervisors extends AutoCloseable {
    /**
     * Tries to reach a host, verifying its key, and keeps the connection when that worked; an open one to the same endpoint
     * is used again.
     *
     * <p>Blocks until the attempt has ended; never throws for a host that cannot be reached.
     *
     * @param span how long the host may take until it answers, and again for what comes after that
     * @param answered is run once at most, when the host has answered and before anything that takes processors (the key
     *     exchange, the login); it may block, and the host waits
     */
    Contact contact(HostEndpoint endpoint, Duration span, Runnable answered);

    /** The same without a stop in between. */
    default Contact contact(HostEndpoint endpoint, Duration span) {
        return contact(endpoint, span, () -> {});
    }

    /**
     * The hypervisor at that endpoint, over the kept connection; connects on first use. Returns at once; its methods
     * throw {@code HOST_UNREACHABLE} when the host cannot be reached.
     */
    Hypervisor at(HostEndpoint endpoint);

    /**
     * The same, telling of each command that it runs to change something. Returns at once; hosts that are not driven by
     * commands tell nothing.
     */
    default Hypervisor at(HostEndpoint endpoint, Consumer<RanCommand> log) {
        return at(endpoint);
    }

    /**
     * The same host for one rehearsal: questions are answered, changes noted. Returns at once; its methods block and fail as
     * those of the host do.
     */
    Rehearsal rehearse(HostEndpoint endpoint);

    /**
     * Looks at each thing that must hold on a host for us to work there, in the order in which they are met. Blocks until
     * the deadline at most; what could not be looked at is unknown.
     */
    List<PreflightCheck> preflight(HostEndpoint endpoint, Duration deadline);

    /** Closes the connection to a host, if there is one. */
    void forget(String hostId);

    @Override
    void close();
}
