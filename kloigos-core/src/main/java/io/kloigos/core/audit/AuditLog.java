package io.kloigos.core.audit;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.audit.AuditMapper.Block;
import io.kloigos.core.audit.AuditMapper.Head;
import io.kloigos.core.audit.IdRanges.Range;
import io.kloigos.core.audit.Verification.Known;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Pages;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The timeline as a record that can be relied on: sealed, verified, pruned by the day, read whole. */
public final class AuditLog {
    private static final Caller ENGINE = Caller.of("kloigos");
    private static final String TARGET = "audit:events";
    private static final int MOST_DAYS = 36_500;
    private static final int BLOCKS_A_ROUND = 4;
    private static final int PAGE = 1000;

    private final Database database;
    private final EventService events;
    private final Clock clock;
    private final Sealer sealer;

    /** @param listener hears of every event once, when it is sealed */
    public AuditLog(Database database, EventService events, Clock clock, SealListener listener) {
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.sealer = new Sealer(database, clock, listener);
    }

    /** Seals what was committed; to be called about once a second. */
    public void seal() {
        sealer.seal();
    }

    /**
     * Looks at every event and tells whether it is as it was sealed. Reads the whole timeline.
     *
     * @param known a block that must be in the chain with that hash; null for none
     */
    public Verification verify(@Nullable Known known) {
        return verify(database, known);
    }

    /** The same on a database that no engine needs to run on. */
    public static Verification verify(Database database, @Nullable Known known) {
        return new Verifier(database).verify(known);
    }

    /** How many days events are kept. */
    public int retentionDays() {
        return database.transact(tx -> tx.mapper(AuditMapper.class).head()).retentionDays();
    }

    /** {@code INVALID} below one day. Older events go from now on, a day at a time. */
    public int setRetentionDays(Caller caller, int days) {
        if (days < 1 || days > MOST_DAYS) {
            throw KloigosException.invalid("days", "must be between 1 and " + MOST_DAYS);
        }
        database.run(tx -> {
            int before = tx.mapper(AuditMapper.class).lockHead().retentionDays();
            if (before != days) {
                tx.mapper(AuditMapper.class).setRetention(days);
                events.record(
                        tx,
                        caller,
                        "audit.retention_changed",
                        TARGET,
                        "Events are kept for " + days + " days instead of " + before,
                        null,
                        Map.of("retention_days", List.of(before, days)));
            }
        });
        return days;
    }

    /** Removes some of what has had its days, never more at once than writers do not notice; to be called every second. */
    public void prune() {
        Instant cutoff = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(retentionDays(), ChronoUnit.DAYS);
        database.run(tx -> moveAnchor(tx, cutoff));
        for (int i = 0; i < BLOCKS_A_ROUND && database.transact(this::pruneBlock); i++) {
            Thread.onSpinWait();
        }
    }

    /** From here on the chain is verified from there; what stands before it may go at leisure. */
    private void moveAnchor(Transaction tx, Instant cutoff) {
        AuditMapper audit = tx.mapper(AuditMapper.class);
        Head head = audit.head();
        Long needed = audit.firstNeeded(head.anchorBlockNo(), cutoff);
        long last = needed == null ? head.blockNo() : needed - 1;
        if (last <= head.anchorBlockNo() || audit.takeHead() == null) {
            return;
        }
        Block anchor = Objects.requireNonNull(audit.block(last));
        audit.moveAnchor(last, anchor.hash());
        events.record(
                tx,
                ENGINE,
                "audit.pruned",
                TARGET,
                "Events from before " + cutoff + " were pruned: the chain goes on from block " + last
                        + ", whose hash is " + anchor.hash());
    }

    private boolean pruneBlock(Transaction tx) {
        AuditMapper audit = tx.mapper(AuditMapper.class);
        Head head = audit.takeHead();
        if (head == null) {
            return false;
        }
        List<Block> pruned = audit.pruned(head.anchorBlockNo(), 1);
        pruned.forEach(block -> {
            Json.<List<Range>>read(block.ranges(), Verifier.RANGES).forEach(audit::deleteEvents);
            audit.deleteBlock(block.blockNo());
        });
        return !pruned.isEmpty();
    }

    /** Hands on every event of a time, the oldest first, some at a time; no transaction is open meanwhile. */
    public void each(@Nullable Instant since, @Nullable Instant until, Consumer<Event> consumer) {
        Pages.each(
                PAGE,
                () -> export(since == null ? Instant.EPOCH : since, until, 0),
                last -> export(last.createdAt(), until, last.eventId()),
                consumer);
    }

    private List<Event> export(Instant since, @Nullable Instant until, long after) {
        return database.transact(tx -> tx.mapper(AuditMapper.class).export(since, until, after, PAGE));
    }
}
