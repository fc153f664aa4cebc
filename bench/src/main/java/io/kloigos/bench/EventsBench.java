package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Yardstick P4: a change made by hand on a host, until we tell of it, beside those who ask every second. */
final class EventsBench {
    private static final int OTHERS = 500;
    private static final int POLLED = 40;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 20;

    private final Options options;
    private final Lab lab;
    private final KloigosServices services;
    private final HandHost hand;
    private final EventsTable table = new EventsTable();

    private EventsBench(Options options, Lab lab, KloigosServices services, HandHost hand) {
        this.options = options;
        this.lab = lab;
        this.services = services;
        this.hand = hand;
    }

    static void run(Options options) throws Exception {
        Lab lab = Lab.running(options.lab());
        Path folder = Files.createDirectories(options.work())
                .resolve("events-" + ProcessHandle.current().pid());
        List<HandHost.Guest> others = IntStream.range(0, OTHERS)
                .mapToObj(i -> HandHost.Guest.of("bench-other-" + i))
                .toList();
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                KloigosServices services = start(database.access(), lab, folder);
                HandHost hand = HandHost.open(lab)) {
            EventsBench bench = new EventsBench(options, lab, services, hand);
            try {
                bench.prepare(database.access(), others);
                bench.measure(0);
                hand.define(others);
                services.engine().hosts().refresh(lab.endpoint().hostId());
                bench.measure(OTHERS);
                bench.poll();
                bench.table.print();
            } finally {
                hand.remove(others);
                hand.remove(Change.GUESTS);
            }
        } finally {
            Trees.delete(folder);
        }
    }

    /** Nothing is asked of a host unless it tells of a change. */
    private static KloigosServices start(DatabaseConfig.Server access, Lab lab, Path folder) throws IOException {
        return KloigosServices.start(
                HttpServerConfig.loopback(0),
                KloigosConfig.server(access.url(), access.user(), access.password())
                        .withWatch(new WatchSettings(Duration.ofDays(1), Duration.ZERO)),
                new SshHypervisors(lab.ssh()),
                new ImageFolder(folder));
    }

    private void prepare(DatabaseConfig.Server access, List<HandHost.Guest> others) throws IOException, SQLException {
        Host host = services.engine().hosts().register(Caller.of("bench"), lab.registration());
        if (host.status() != HostStatus.READY) {
            throw new IllegalStateException("the host is " + host.status() + ": " + host.reason());
        }
        hand.describe(Change.GUESTS);
        hand.describe(others);
        try (Connection connection = DriverManager.getConnection(access.url(), access.user(), access.password())) {
            Machine.print(connection.getMetaData().getDatabaseProductVersion());
            insertVms(connection);
        }
    }

    /** As if they were ours, so that they are found by their ids. */
    private void insertVms(Connection connection) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into vm (vm_id, host_id, name, domain_name, phase, cpu_cores, memory_mb, labels, annotations,
                  created_at)
                values (?, ?, ?, ?, 'active', 1, 32, '{}', '{}', utc_timestamp(3))""")) {
            for (HandHost.Guest guest : Change.GUESTS) {
                insert.setString(1, guest.id().toString());
                insert.setString(2, lab.endpoint().hostId());
                insert.setString(3, guest.name());
                insert.setString(4, guest.name());
                insert.execute();
            }
        }
    }

    private void measure(int others) throws Exception {
        List<Change> changes = Change.script(options.changes());
        List<Change> warmUp = Change.script(options.changes() / 4);
        String among = "%,d others".formatted(others);
        try (Watchers.Pushed pushed = new Watchers.Pushed(services, lab)) {
            make(warmUp, pushed, "");
            make(changes, pushed, among);
        }
        try (Watchers.Shown shown = new Watchers.Shown(services.uri())) {
            make(warmUp, shown, "");
            make(changes, shown, among);
        }
    }

    private void make(List<Change> changes, Watchers.Watcher watcher, String among) throws Exception {
        for (Change change : changes) {
            Sighting sighting = watcher.expect(change);
            long sent = System.nanoTime();
            change.make(hand);
            long answered = System.nanoTime();
            try {
                sighting.await(PATIENCE_SECONDS);
            } catch (TimeoutException e) {
                throw new IllegalStateException(change + " was not seen by " + sighting.missing(), e);
            }
            if (!among.isEmpty()) {
                table.add(among, change, sighting, sent, answered);
            }
            pause(5, 20);
        }
    }

    /** Changes at any moment between two polls. */
    private void poll() throws Exception {
        List<Change> changes = Change.script(options.quick() ? 8 : POLLED);
        try (Watchers.Polled polled = new Watchers.Polled(lab, POLL)) {
            for (Change change : changes) {
                pause(1, (int) POLL.toMillis());
                Sighting sighting = polled.expect(change);
                long sent = System.nanoTime();
                change.make(hand);
                long answered = System.nanoTime();
                sighting.await(PATIENCE_SECONDS);
                table.add("%,d others".formatted(OTHERS), change, sighting, sent, answered);
            }
        }
    }

    private static void pause(int leastMs, int mostMs) {
        LockSupport.parkNanos(
                TimeUnit.MILLISECONDS.toNanos(ThreadLocalRandom.current().nextInt(leastMs, mostMs + 1)));
    }
}
