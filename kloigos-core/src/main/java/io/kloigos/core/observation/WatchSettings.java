package io.kloigos.core.observation;

import java.time.Duration;

/**
 * How hosts are watched. Changes are heard of as they happen whatever these say.
 *
 * @param sweepInterval how often everything on a host is looked at, in case an event was missed; jittered
 * @param figuresInterval how often figures are read; zero for never
 */
public record WatchSettings(Duration sweepInterval, Duration figuresInterval) {
    public WatchSettings {
        if (sweepInterval.isNegative() || sweepInterval.isZero() || figuresInterval.isNegative()) {
            throw new IllegalArgumentException("intervals must be positive");
        }
    }

    public static WatchSettings defaults() {
        return new WatchSettings(Duration.ofMinutes(10), Duration.ofSeconds(30));
    }
}
