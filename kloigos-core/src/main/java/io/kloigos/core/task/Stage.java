package io.kloigos.core.task;

import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.RanCommand;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Where the steps of a task act: on the hosts, or in a rehearsal, where their changes are noted instead of made and
 * nothing is waited for. A handler reaches hosts through it and in no other way, so that each of its tasks can be
 * rehearsed.
 */
public interface Stage {
    /** The host. {@code NOT_FOUND} when it is not registered; its methods fail as those of {@link Hypervisor} do. */
    Hypervisor at(String hostId);

    /** The same, telling of each command that changes something there, where the host is reached by commands. */
    default Hypervisor at(String hostId, Consumer<RanCommand> log) {
        return at(hostId);
    }

    /** Looks at one VM and records what was seen. */
    void observe(String hostId, UUID vmId);

    /** The same, unless it is seen in that state without: events may tell of what was just done before this is asked. */
    void observe(String hostId, UUID vmId, PowerState expected);

    /** Looks at a whole host and records what was seen. */
    void observe(String hostId);

    /**
     * Looks at one VM and waits, if need be, until it is seen in that state; false when it is not, or is gone.
     *
     * @param givenUp asked now and then while it waits: whether the answer is false at once
     */
    boolean awaitState(String hostId, UUID vmId, PowerState state, Duration deadline, BooleanSupplier givenUp);

    /** Looks at one VM and waits, if need be, until an address of its guest is seen; false when none is, or it is gone. */
    boolean awaitAddress(String hostId, UUID vmId, Duration deadline);

    /** Does what writes into the database; a rehearsal leaves it out. */
    void record(Runnable work);

    /** Whether changes are only noted here. */
    default boolean isRehearsal() {
        return false;
    }

    /** How much of the step that runs is done, 0 to 100, for whoever looks at the task. */
    default void progress(int percent) {}
}
