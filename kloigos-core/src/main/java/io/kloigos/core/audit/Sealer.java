package io.kloigos.core.audit;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.audit.AuditMapper.Block;
import io.kloigos.core.audit.AuditMapper.Head;
import io.kloigos.core.audit.IdRanges.Range;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Seals events that were committed, in blocks, one instance at a time; writers know nothing of it and wait for nothing.
 *
 * <p>Numbers are given out before transactions commit. Those that were jumped over are remembered for longer than any
 * transaction takes, and sealed in a later block when they come.
 */
final class Sealer {
    private static final int BLOCK = 1000;
    private static final int MOST_BLOCKS_A_ROUND = 20;
    private static final Duration LATE = Duration.ofMinutes(5);
    private static final int MOST_GAPS = 10_000;
    private static final int GAPS_AT_ONCE = 200;
    private static final JavaType GAPS = Json.listOf(Gap.class);

    /** Numbers that no event had when they were jumped over. */
    record Gap(long from, long to, Instant since) {
        Range range() {
            return new Range(from, to);
        }
    }

    private final Database database;
    private final Clock clock;
    private final SealListener listener;

    Sealer(Database database, Clock clock, SealListener listener) {
        this.database = database;
        this.clock = clock;
        this.listener = listener;
    }

    /** Seals what there is, up to some thousands of events. */
    void seal() {
        int blocks = 0;
        while (database.transact(this::sealBlock) == BLOCK && ++blocks < MOST_BLOCKS_A_ROUND) {
            Thread.onSpinWait();
        }
    }

    /** How many events came after the last one; a full block's worth means that there may be more. */
    private int sealBlock(Transaction tx) {
        AuditMapper audit = tx.mapper(AuditMapper.class);
        Head head = audit.takeHead();
        if (head == null) {
            return 0;
        }
        List<Gap> gaps = Json.<List<Gap>>read(head.gaps(), GAPS);
        List<Event> fresh = audit.after(head.lastEventId(), BLOCK);
        List<Event> late = late(audit, gaps);
        List<Event> events = new ArrayList<>(late);
        events.addAll(fresh);
        List<Gap> left = left(head, gaps, late, fresh);
        if (!events.isEmpty()) {
            append(tx, head, events, fresh, left);
        } else if (left.size() != gaps.size()) {
            audit.moveHead(head.blockNo(), head.hash(), head.lastEventId(), Json.write(left));
        }
        return fresh.size();
    }

    private void append(Transaction tx, Head head, List<Event> events, List<Event> fresh, List<Gap> gaps) {
        AuditMapper audit = tx.mapper(AuditMapper.class);
        events.sort(Comparator.comparingLong(Event::eventId));
        String hash = BlockHash.of(head.hash(), events);
        Instant newest = events.stream()
                .map(Event::createdAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        long number = head.blockNo() + 1;
        List<Range> ranges = IdRanges.of(events.stream().map(Event::eventId).toList());
        audit.insert(new Block(number, Json.write(ranges), events.size(), newest, hash, clock.instant()));
        long last = fresh.isEmpty()
                ? head.lastEventId()
                : fresh.get(fresh.size() - 1).eventId();
        audit.moveHead(number, hash, last, Json.write(gaps));
        listener.sealed(tx, events);
    }

    private static List<Event> late(AuditMapper audit, List<Gap> gaps) {
        List<Event> late = new ArrayList<>();
        for (int i = 0; i < gaps.size() && late.size() < BLOCK; i += GAPS_AT_ONCE) {
            late.addAll(audit.within(gaps.subList(i, Math.min(gaps.size(), i + GAPS_AT_ONCE)).stream()
                    .map(Gap::range)
                    .toList()));
        }
        return late;
    }

    /** The gaps that are still worth looking at, and those that came to them. */
    private List<Gap> left(Head head, List<Gap> gaps, List<Event> late, List<Event> fresh) {
        Instant now = clock.instant();
        List<Gap> left = new ArrayList<>();
        gaps.stream()
                .filter(gap -> gap.since().plus(LATE).isAfter(now))
                .forEach(gap -> IdRanges.without(gap.range(), idsIn(gap, late))
                        .forEach(range -> left.add(new Gap(range.from(), range.to(), gap.since()))));
        if (!fresh.isEmpty()) {
            Range all = new Range(
                    head.lastEventId() + 1, fresh.get(fresh.size() - 1).eventId());
            IdRanges.without(all, fresh.stream().map(Event::eventId).toList())
                    .forEach(range -> left.add(new Gap(range.from(), range.to(), now)));
        }
        return left.size() > MOST_GAPS ? left.subList(left.size() - MOST_GAPS, left.size()) : left;
    }

    private static List<Long> idsIn(Gap gap, List<Event> events) {
        return events.stream()
                .map(Event::eventId)
                .filter(id -> gap.range().contains(id))
                .toList();
    }
}
