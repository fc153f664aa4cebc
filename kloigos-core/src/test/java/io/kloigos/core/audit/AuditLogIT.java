package io.kloigos.core.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.audit.Verification.Known;
import io.kloigos.core.audit.Verification.Problem;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The chain of the timeline on a real MariaDB: what it notices, what it survives. */
class AuditLogIT {
    private static final Caller ANN = Caller.of("ann").from("10.0.0.9");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final List<Event> sealed = new ArrayList<>();
    private Instant now = Instant.parse("2026-01-10T12:00:00Z");
    private Database database;
    private EventService events;
    private AuditLog audit;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void open() {
        database = Database.open(mariaDb.database());
        events = new EventService(database, clock);
        audit = new AuditLog(database, events, clock, (tx, some) -> sealed.addAll(some));
    }

    @AfterEach
    void close() {
        events.close();
        database.close();
    }

    private void record(int count) {
        for (int from = 0; from < count; from += 500) {
            List<Event> some = IntStream.range(from, Math.min(count, from + 500))
                    .mapToObj(i -> events.event(ANN, "test.done", "test:" + i, "it was done", null))
                    .toList();
            database.run(tx -> events.append(tx, some));
        }
    }

    private void sql(String statement) throws Exception {
        try (Connection connection = mariaDb.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    private List<String> problems() {
        return audit.verify(null).problems().stream().map(Problem::message).toList();
    }

    @Test
    void everyEventIsSealedOnceAndTheChainIsIntact() {
        record(2500);
        audit.seal();
        record(1);
        audit.seal();
        audit.seal();
        Verification found = audit.verify(null);
        assertThat(found.problems()).isEmpty();
        assertThat(found.events()).isEqualTo(2501);
        assertThat(found.blocks()).isEqualTo(4);
        assertThat(sealed).extracting(Event::eventId).doesNotHaveDuplicates().hasSize(2501);
    }

    @Test
    void oneChangedByteShows() throws Exception {
        record(1200);
        audit.seal();
        for (String change : List.of(
                "message = 'it was donE'",
                "type = 'test.donE'",
                "actor = 'anN'",
                "address = '10.0.0.8'",
                "target = null",
                "difference = '1'",
                "created_at = created_at + interval 1 second")) {
            sql("create table kept as select * from event where event_id = 7");
            sql("update event set " + change + " where event_id = 7");
            assertThat(audit.verify(null).problems())
                    .as(change)
                    .extracting(Problem::blockNo)
                    .contains(1L);
            sql("replace into event select * from kept");
            sql("drop table kept");
            assertThat(problems()).isEmpty();
        }
    }

    @Test
    void aRowThatIsRemovedSwappedOrSlippedInShows() throws Exception {
        record(10);
        // a number that nobody has: its transaction was rolled back
        sql("alter table event auto_increment = 20");
        record(10);
        audit.seal();
        assertThat(problems()).isEmpty();
        sql("update event a join event b on a.event_id = 3 and b.event_id = 4"
                + " set a.target = b.target, b.target = a.target");
        assertThat(problems()).hasSize(1).allMatch(message -> message.contains("not as it was sealed"));
        sql("update event set target = concat('test:', event_id - 1) where event_id in (3, 4)");
        assertThat(problems()).isEmpty();
        sql("insert into event (event_id, type, message, actor, created_at) values (15, 'x', 'x', 'x', now())");
        assertThat(problems()).containsExactly("1 events stand between sealed ones and were never sealed themselves");
        sql("delete from event where event_id = 15");
        sql("delete from event where event_id = 5");
        assertThat(problems()).contains("events are missing: 5");
    }

    @Test
    void aChainThatWasCutShortOrMadeAnewShowsToWhoKnowsAnEarlierHash() throws Exception {
        record(10);
        audit.seal();
        record(10);
        audit.seal();
        Verification before = audit.verify(null);
        Known known = new Known(before.headBlock(), before.headHash());
        record(5);
        audit.seal();
        assertThat(audit.verify(known).problems()).isEmpty();
        sql("delete from audit_block where block_no = 3");
        assertThat(problems()).anyMatch(message -> message.contains("the chain ends with block 2"));
        sql("delete from audit_block where block_no = 1");
        assertThat(problems()).anyMatch(message -> message.contains("it is missing"));
        // whoever can write everything can make a new chain, but not one with the old hash in it
        sql("delete from audit_block");
        sql("update event set message = 'other' where event_id = 1");
        sql("update audit_head set block_no = 0, hash = repeat('0', 64), last_event_id = 0, gaps = '[]'");
        audit.seal();
        assertThat(problems()).isEmpty();
        assertThat(audit.verify(known).problems()).isNotEmpty();
    }

    @Test
    void anEventThatIsCommittedAfterLaterOnesIsSealedToo() throws Exception {
        try (Connection slow = mariaDb.connect();
                Statement sql = slow.createStatement()) {
            slow.setAutoCommit(false);
            sql.execute("insert into event (type, message, actor, created_at) values ('slow', 'x', 'x', now())");
            record(3);
            audit.seal();
            assertThat(sealed).hasSize(3);
            slow.commit();
        }
        audit.seal();
        assertThat(sealed).extracting(Event::type).hasSize(4).contains("slow");
        assertThat(problems()).isEmpty();
        now = now.plus(Duration.ofHours(1));
        audit.seal();
        assertThat(problems()).isEmpty();
    }

    @Test
    void whatHasHadItsDaysGoesAndTheRestIsVerifiedFromThere() {
        record(1500);
        audit.seal();
        now = now.plus(Duration.ofDays(3));
        record(10);
        audit.seal();
        assertThatThrownBy(() -> audit.setRetentionDays(ANN, 0)).hasMessageContaining("days must be between 1");
        assertThat(audit.retentionDays()).isEqualTo(365);
        audit.prune();
        assertThat(events.list(EventQuery.newest(1000))).hasSize(1000);
        audit.setRetentionDays(ANN, 2);
        audit.prune();
        audit.seal();
        assertThat(events.list(EventQuery.newest(1000)))
                .hasSize(12)
                .extracting(Event::type)
                .contains("audit.pruned", "audit.retention_changed");
        Verification found = audit.verify(null);
        assertThat(found.problems()).isEmpty();
        assertThat(found.anchorBlock()).isEqualTo(2);
        assertThat(found.events()).isEqualTo(12);
        assertThat(audit.verify(new Known(1, "0".repeat(64))).problems()).isNotEmpty();
    }

    @Test
    void filtersAndPagesSeeEachEventOnce() {
        for (int i = 0; i < 5; i++) {
            now = now.plusSeconds(1);
            record(3);
        }
        database.run(
                tx -> events.record(tx, ANN, "test.changed", "test:1", "changed", null, Map.of("a", List.of(1, 2))));
        Instant since = Instant.parse("2026-01-10T12:00:02Z");
        Instant until = Instant.parse("2026-01-10T12:00:04Z");
        List<Long> paged = new ArrayList<>();
        Long before = null;
        List<Event> page;
        do {
            page = events.list(new EventQuery("test.done", "ann", null, since, until, before, 4));
            page.forEach(event -> paged.add(event.eventId()));
            before = page.isEmpty() ? null : page.get(page.size() - 1).eventId();
        } while (page.size() == 4);
        assertThat(paged).containsExactly(9L, 8L, 7L, 6L, 5L, 4L);
        assertThat(events.list(new EventQuery(null, null, "test:1", null, null, null, 10)))
                .hasSize(6)
                .first()
                .extracting(Event::difference)
                .isEqualTo("{\"a\":[1,2]}");
        assertThat(events.list(new EventQuery(null, "bob", null, null, null, null, 10)))
                .isEmpty();
        List<Long> exported = new ArrayList<>();
        audit.each(since, null, event -> exported.add(event.eventId()));
        assertThat(exported).hasSize(13).isSorted();
    }

    /** A page costs what is in it: the events before and after it, those of others included, are not passed over. */
    @Test
    void everyFilterAndEveryExportBeginsAtAnIndex() throws Exception {
        Caller bob = Caller.of("bob");
        List<Event> rare = new ArrayList<>();
        record(3000);
        now = now.plusSeconds(60);
        Instant since = now;
        for (int i = 0; i < 5; i++) {
            now = now.plusSeconds(1);
            rare.add(events.event(bob, "test.rare", "test:rare", "it was done", null));
        }
        database.run(tx -> events.append(tx, rare));
        now = now.plusSeconds(60);
        Instant until = now;
        record(3000);
        for (int filters = 1; filters < 16; filters++) {
            EventQuery query = new EventQuery(
                    (filters & 1) > 0 ? "test.rare" : null,
                    (filters & 2) > 0 ? "bob" : null,
                    (filters & 4) > 0 ? "test:rare" : null,
                    (filters & 8) > 0 ? since : null,
                    (filters & 8) > 0 ? until : null,
                    null,
                    50);
            long read = rowsReadBy(() -> assertThat(events.list(query)).hasSize(5));
            assertThat(read).as("rows read for %s", query).isBetween(5L, 30L);
        }
        List<Event> exported = new ArrayList<>();
        long read = rowsReadBy(() -> audit.each(since, until, exported::add));
        assertThat(exported).extracting(Event::actor).containsExactly("bob", "bob", "bob", "bob", "bob");
        assertThat(read).as("rows read for an export").isBetween(5L, 30L);
    }

    private long rowsReadBy(Runnable work) throws Exception {
        long first = rowsRead();
        long before = rowsRead();
        long ofLooking = before - first;
        work.run();
        return rowsRead() - before - ofLooking;
    }

    private long rowsRead() throws Exception {
        try (Connection connection = mariaDb.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select sum(variable_value) from information_schema.global_status"
                        + " where variable_name like 'handler%read%'")) {
            row.next();
            return row.getLong(1);
        }
    }
}
