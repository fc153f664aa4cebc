package io.kloigos.core.trash;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Until when what is deleted can be brought back. */
public record TrashDeadlines(Clock clock, Duration trash) {
    /** When a deletion that failed is tried again. */
    private static final Duration AGAIN = Duration.ofHours(1);

    /** Whether what is deleted is gone at once. */
    public boolean off() {
        return trash.isZero();
    }

    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** A volume that is deleted now. */
    public Trashed trashed(UUID trashId, String hostId, String pool, String volume, String actor) {
        Instant now = now();
        return new Trashed(trashId, hostId, pool, volume, 0, false, actor, now, now.plus(trash));
    }

    /** When to try a deletion again that failed now. */
    public Instant again() {
        return now().plus(AGAIN);
    }
}
