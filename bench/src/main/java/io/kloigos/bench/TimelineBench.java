package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A timeline of a million events: filtered pages of it over HTTP, and what those who write notice of a day being pruned. */
final class TimelineBench {
    private static final int DAYS = 20;
    private static final int WRITERS = 2;
    private static final int CALM_SECONDS = 20;

    private final Options options;
    private final KloigosServices services;
    private final Connection connection;

    private TimelineBench(Options options, KloigosServices services, Connection connection) {
        this.options = options;
        this.services = services;
        this.connection = connection;
    }

    static void run(Options options) throws Exception {
        Path folder = Files.createDirectories(options.work())
                .resolve("timeline-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                KloigosServices services = start(database.access(), folder);
                Connection connection = connect(database.access())) {
            Machine.print(connection.getMetaData().getDatabaseProductVersion());
            TimelineBench bench = new TimelineBench(options, services, connection);
            bench.fill(options.quick() ? 50_000 : 1_000_000);
            bench.readPages();
            ExportBench.run(options, database.access(), folder, DAYS);
            bench.pruneWhileOthersWrite(options.quick() ? 1 : 3);
        } finally {
            Trees.delete(folder);
        }
    }

    private static KloigosServices start(DatabaseConfig.Server access, Path folder) throws IOException {
        return KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(access, WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(folder));
    }

    private static Connection connect(DatabaseConfig.Server access) throws SQLException {
        return DriverManager.getConnection(access.url(), access.user(), access.password());
    }

    /** Spread over the days before today, by a hundred people, each about one of five thousand VMs; then all is sealed. */
    private void fill(int events) throws SQLException {
        Instant from = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(DAYS, ChronoUnit.DAYS);
        long millisApart = TimeUnit.DAYS.toMillis(DAYS) / events;
        String start = from.toString().replace("T", " ").replace("Z", "");
        try (Statement insert = connection.createStatement()) {
            insert.execute("insert into event (event_id, type, message, actor, address, target, created_at)"
                    + " select (select max(event_id) from event e) + seq,"
                    + " elt(1 + seq % 7, 'vm.started', 'vm.stopped', 'vm.created', 'vm.resized', 'task.failed',"
                    + " 'user.logged_in', 'server.claimed'), concat('Something happened for the time no. ', seq),"
                    + " concat('user-', seq % 100), '10.0.0.1', concat('vm:', seq % 5000),"
                    + " '" + start + "' + interval seq * " + millisApart * 1000 + " microsecond"
                    + " from seq_1_to_" + events);
        }
        long begun = System.nanoTime();
        awaitThat("select last_event_id >= " + events + " from audit_head");
        System.out.printf(
                Locale.ROOT,
                "%,d events of %d days, sealed in %,d s.%n%n",
                events,
                DAYS,
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begun));
    }

    private void readPages() throws IOException {
        Instant day = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(DAYS / 2, ChronoUnit.DAYS);
        String within = "&since=" + day + "&until=" + day.plus(1, ChronoUnit.DAYS);
        System.out.println("| asked | times | bytes | median ms | p99 ms |");
        System.out.println("| --- | --- | --- | --- | --- |");
        for (String filter : List.of(
                "",
                "&event_type=task.failed",
                "&actor=user-42",
                "&target=vm:4711",
                within,
                "&event_type=task.failed&actor=user-42",
                "&event_type=vm.started&target=vm:4711" + within,
                "&event_type=task.failed" + within,
                "&actor=nobody")) {
            page("/api/v1/events?limit=50" + filter);
        }
    }

    private void page(String path) throws IOException {
        int times = options.quick() ? 20 : 300;
        try (HttpConnection http =
                new HttpConnection("127.0.0.1", services.uri().getPort())) {
            byte[] request = http.get(path);
            long[] nanos = new long[times];
            int bytes = 0;
            for (int i = -times; i < times; i++) {
                long start = System.nanoTime();
                bytes = http.bytes(request).length;
                if (i >= 0) {
                    nanos[i] = System.nanoTime() - start;
                }
            }
            Latencies all = Latencies.of(nanos);
            System.out.printf(
                    Locale.ROOT,
                    "| `GET %s` | %,d | %,d | **%.1f** | %.1f |%n",
                    path,
                    times,
                    bytes,
                    all.millisAt(0.5),
                    all.millisAt(0.99));
        }
    }

    private void pruneWhileOthersWrite(int rounds) throws Exception {
        System.out.println("\n| writers, 100 changes a second | changes | median ms | p99 ms | longest ms |");
        System.out.println("| --- | --- | --- | --- | --- |");
        try (EventWriters warmUp = new EventWriters(services.engine(), WRITERS)) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(CALM_SECONDS));
        }
        for (int round = 1; round <= rounds; round++) {
            try (EventWriters calm = new EventWriters(services.engine(), WRITERS)) {
                LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(CALM_SECONDS));
                print("nothing is pruned", calm.end());
            }
            try (EventWriters busy = new EventWriters(services.engine(), WRITERS)) {
                services.engine().auditLog().setRetentionDays(Caller.of("bench"), DAYS - round);
                String begun = "select anchor_block_no > %d from audit_head".formatted(anchor());
                awaitThat(begun);
                awaitThat("select not exists(select 1 from audit_block b join audit_head h"
                        + " on b.block_no <= h.anchor_block_no)");
                print("a day is pruned", busy.end());
            }
        }
    }

    private long anchor() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select anchor_block_no from audit_head")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void print(String what, Latencies all) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %.1f | **%.1f** | %.1f |%n",
                what,
                all.count(),
                all.millisAt(0.5),
                all.millisAt(0.99),
                all.millisAt(1));
    }

    private void awaitThat(String question) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet row = statement.executeQuery(question)) {
                    if (row.next() && row.getBoolean(1)) {
                        return;
                    }
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        }
    }
}
