package io.kloigos.core.observation;

import java.util.concurrent.atomic.LongAdder;

/** What watching has come to in this process. */
public final class WatchCounts {
    final LongAdder eventsHeard = new LongAdder();
    final LongAdder sweeps = new LongAdder();
    final LongAdder corrections = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder losses = new LongAdder();

    /** Changes that hosts told us of. */
    public long eventsHeard() {
        return eventsHeard.sum();
    }

    /** Complete looks. */
    public long sweeps() {
        return sweeps.sum();
    }

    /** Changes that no event told of and that a later look found. */
    public long corrections() {
        return corrections.sum();
    }

    /** Connections that were made. */
    public long connects() {
        return connects.sum();
    }

    /** Connections, or event feeds, that were lost. */
    public long losses() {
        return losses.sum();
    }
}
