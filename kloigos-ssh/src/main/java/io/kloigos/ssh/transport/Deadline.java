package io.kloigos.ssh.transport;

import java.time.Duration;

/** A point on the monotonic clock by which something must be done. */
public final class Deadline {
    private final long at;
    private final Duration span;

    private Deadline(Duration span) {
        this.span = span;
        this.at = System.nanoTime() + span.toNanos();
    }

    public static Deadline in(Duration span) {
        return new Deadline(span);
    }

    /** The sooner of this one and one after that span from now. */
    public Deadline atMost(Duration span) {
        return nanosLeft() < span.toNanos() ? this : in(span);
    }

    /** Nanoseconds left; never negative. */
    public long nanosLeft() {
        return Math.max(0, at - System.nanoTime());
    }

    /** Milliseconds left, at least one, for interfaces that read zero as "for ever". */
    public long millisLeft() {
        return Math.max(1, nanosLeft() / 1_000_000);
    }

    public boolean passed() {
        return nanosLeft() == 0;
    }

    /** The whole span in words for a message: {@code 10 s} or {@code 250 ms}. */
    public String words() {
        return span.toMillis() % 1000 == 0 ? span.toSeconds() + " s" : span.toMillis() + " ms";
    }
}
