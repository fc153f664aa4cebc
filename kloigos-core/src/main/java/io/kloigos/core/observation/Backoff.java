package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before a host is tried again: longer each time, jittered so that hosts that went away together do not
 * come back together, and short enough that a host is seen soon after it is back.
 */
final class Backoff {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(5);
    /** A host that turns us away may count, and lock out, those who try too often. */
    private static final Duration WHEN_TURNED_AWAY = Duration.ofSeconds(60);

    private int failures;

    Duration next(@Nullable Obstacle obstacle) {
        long longest = (obstacle == Obstacle.AUTHENTICATION ? WHEN_TURNED_AWAY : LONGEST).toMillis();
        long delay = Math.min(longest, FIRST.toMillis() << Math.min(failures++, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(delay / 2, delay + 1));
    }

    void reset() {
        failures = 0;
    }
}
