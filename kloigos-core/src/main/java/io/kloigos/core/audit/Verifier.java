package io.kloigos.core.audit;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.audit.AuditMapper.Block;
import io.kloigos.core.audit.AuditMapper.Head;
import io.kloigos.core.audit.IdRanges.Range;
import io.kloigos.core.audit.Verification.Known;
import io.kloigos.core.audit.Verification.Problem;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import io.kloigos.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One walk along the chain, from its anchor to its head; it keeps one block in memory. */
final class Verifier {
    static final JavaType RANGES = Json.listOf(Range.class);
    private static final int PAGE = 100;
    private static final int MOST_PROBLEMS = 20;

    private final Database database;
    private final List<Problem> problems = new ArrayList<>();
    private long blocks;
    private long events;
    private long at;
    private String hash = BlockHash.NONE;

    Verifier(Database database) {
        this.database = database;
    }

    /** @param known a block that must be in the chain with that hash; null for none */
    Verification verify(@Nullable Known known) {
        Head start = database.transact(tx -> tx.mapper(AuditMapper.class).head());
        at = start.anchorBlockNo();
        hash = start.anchorHash();
        if (known != null) {
            check(known, start);
        }
        while (problems.size() < MOST_PROBLEMS && page()) {
            Thread.onSpinWait();
        }
        Head head = problems.isEmpty() ? database.transact(this::end) : start;
        return new Verification(blocks, events, start.anchorBlockNo(), head.blockNo(), head.hash(), problems);
    }

    private void check(Known known, Head head) {
        if (known.blockNo() < head.anchorBlockNo()) {
            problems.add(new Problem(known.blockNo(), "it was pruned: nothing can be said about it any more"));
            return;
        }
        Block block = database.transact(tx -> tx.mapper(AuditMapper.class).block(known.blockNo()));
        String hashNow =
                known.blockNo() == head.anchorBlockNo() ? head.anchorHash() : block == null ? "" : block.hash();
        if (!hashNow.equals(known.hash())) {
            problems.add(new Problem(
                    known.blockNo(),
                    hashNow.isEmpty()
                            ? "it is not there any more"
                            : "its hash is not the one that was noted, but " + hashNow));
        }
    }

    private boolean page() {
        return database.transact(tx -> {
            List<Block> page = tx.mapper(AuditMapper.class).blocks(at, PAGE);
            page.forEach(block -> check(tx, block));
            return page.size() == PAGE;
        });
    }

    private void check(Transaction tx, Block block) {
        if (block.blockNo() != at + 1) {
            problem(at + 1, "it is missing: the next block is " + block.blockNo());
        }
        List<Range> ranges = Json.<List<Range>>read(block.ranges(), RANGES);
        List<Event> found = tx.mapper(AuditMapper.class).within(ranges);
        String missing = missing(ranges, found);
        if (!missing.isEmpty()) {
            problem(block.blockNo(), "events are missing: " + missing);
        } else if (found.size() != block.events() || !BlockHash.of(hash, found).equals(block.hash())) {
            problem(
                    block.blockNo(),
                    "an event of " + words(ranges) + ", or the block itself, is not as it was sealed at "
                            + block.sealedAt());
        } else {
            blocks++;
        }
        events += found.size();
        at = block.blockNo();
        hash = block.hash();
    }

    private void problem(long blockNo, String message) {
        problems.add(new Problem(blockNo, message));
    }

    private static String missing(List<Range> ranges, List<Event> found) {
        return words(ranges.stream()
                .flatMap(range ->
                        IdRanges.without(
                                range,
                                found.stream()
                                        .map(Event::eventId)
                                        .filter(range::contains)
                                        .toList())
                                .stream())
                .toList());
    }

    private static String words(List<Range> ranges) {
        return ranges.stream()
                .limit(PAGE)
                .map(range -> range.from() == range.to() ? "" + range.from() : range.from() + "-" + range.to())
                .collect(Collectors.joining(", "));
    }

    /** Nothing is sealed meanwhile. */
    private Head end(Transaction tx) {
        AuditMapper audit = tx.mapper(AuditMapper.class);
        Head head = audit.lockHead();
        audit.blocks(at, PAGE).forEach(block -> check(tx, block));
        if (head.blockNo() != at || !head.hash().equals(hash)) {
            problem(head.blockNo(), "the chain ends with block " + at + ", not with the one that was sealed last");
        }
        long pruned = audit.pruned(head.anchorBlockNo(), Integer.MAX_VALUE).stream()
                .mapToLong(block -> audit.within(Json.<List<Range>>read(block.ranges(), RANGES))
                        .size())
                .sum();
        long unsealed = audit.countUpTo(head.lastEventId()) - events - pruned;
        if (unsealed != 0) {
            problem(0, unsealed + " events stand between sealed ones and were never sealed themselves");
        }
        return head;
    }
}
