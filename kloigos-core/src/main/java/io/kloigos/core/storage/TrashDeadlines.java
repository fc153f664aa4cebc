package io.kloigos.core.storage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Until when what is deleted can be brought back. */
record TrashDeadlines(Clock clock, Duration trash) {
    /** When a deletion that failed is tried again. */
    private static final Duration AGAIN = Duration.ofHours(1);

    boolean off() {
        return trash.isZero();
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    Instant forNew() {
        return now().plus(trash);
    }

    Instant again() {
        return now().plus(AGAIN);
    }
}
