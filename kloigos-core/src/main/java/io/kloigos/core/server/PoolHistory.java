package io.kloigos.core.server;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** How full the pool was: a sample every five minutes, kept for thirty days. */
public final class PoolHistory {
    /** How far back it goes. */
    public static final Duration KEPT = Duration.ofDays(30);

    private static final Duration EVERY = Duration.ofMinutes(5);
    /** More points than that no picture shows. */
    private static final long MOST = 300;

    private final Database database;
    private final Clock clock;
    private volatile Instant last = Instant.EPOCH;

    public PoolHistory(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Takes a sample if it is time for one, and forgets old ones; to be called now and then, also by several instances. */
    public void keep() {
        Instant now = clock.instant();
        Instant slot = Instant.ofEpochSecond(now.getEpochSecond() / EVERY.toSeconds() * EVERY.toSeconds());
        if (slot.equals(last)) {
            return;
        }
        database.run(tx -> {
            tx.mapper(PoolSampleMapper.class)
                    .add(sample(tx.mapper(ServerMapper.class).counts(), slot));
            tx.mapper(PoolSampleMapper.class).prune(now.minus(KEPT));
        });
        last = slot;
    }

    /**
     * The samples of that long, oldest first, and how it is now; at most about 300, so that of a long time not all are there.
     *
     * @param back at most {@link #KEPT}
     */
    public List<PoolSample> of(Duration back) {
        if (back.isNegative() || back.isZero() || back.compareTo(KEPT) > 0) {
            throw KloigosException.invalid("hours", "must be between 1 and " + KEPT.toHours());
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long step = Math.max(1, back.dividedBy(EVERY) / MOST);
        return database.transact(tx -> {
            List<PoolSample> samples =
                    new ArrayList<>(tx.mapper(PoolSampleMapper.class).since(now.minus(back), EVERY.toSeconds(), step));
            samples.add(sample(tx.mapper(ServerMapper.class).counts(), now));
            return samples;
        });
    }

    private static PoolSample sample(PoolCounts pool, Instant at) {
        return new PoolSample(at, pool.free(), pool.running(), pool.stopped(), pool.maintenance());
    }
}
