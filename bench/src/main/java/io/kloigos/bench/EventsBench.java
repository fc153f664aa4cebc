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

/** Yardstick P4: a change made by hand on one of two hosts, until we tell of it, beside those who ask every second. */
final class EventsBench {
    private static final int OTHERS = 500;
    private static final int POLLED = 40;
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final long PATIENCE_SECONDS = 20;

    private final Options options;
    private final List<Lab> hosts;
    private final KloigosServices services;
    private final List<HandHost> hands;
    private final EventsTable table = new EventsTable();

    private EventsBench(Options options, List<Lab> hosts, KloigosServices services, List<HandHost> hands) {
        this.options = options;
        this.hosts = hosts;
        this.services = services;
        this.hands = hands;
    }

    static void run(Options options) throws Exception {
        Lab lab = Lab.running(options.lab());
        Path folder = Files.createDirectories(options.work())
                .resolve("events-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                KloigosServices services = start(database.access(), lab, folder);
                HandHost first = HandHost.open(lab.host(0));
                HandHost second = HandHost.open(lab.host(1))) {
            EventsBench bench =
                    new EventsBench(options, List.of(lab.host(0), lab.host(1)), services, List.of(first, second));
            try {
                bench.prepare(database.access());
                bench.measure(0);
                bench.defineOthers();
                bench.measure(OTHERS);
                bench.poll();
                bench.table.print();
            } finally {
                for (int i = 0; i < bench.hands.size(); i++) {
                    bench.hands.get(i).remove(others(i));
                    bench.hands.get(i).remove(Change.GUESTS);
                }
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

    private void prepare(DatabaseConfig.Server access) throws IOException, SQLException {
        for (Lab lab : hosts) {
            Host host = services.engine().hosts().register(Caller.of("bench"), lab.registration());
            if (host.status() != HostStatus.READY) {
                throw new IllegalStateException("the host is " + host.status() + ": " + host.reason());
            }
        }
        for (int i = 0; i < hands.size(); i++) {
            hands.get(i).describe(Change.GUESTS);
            hands.get(i).describe(others(i));
        }
        try (Connection connection = DriverManager.getConnection(access.url(), access.user(), access.password())) {
            Machine.print(connection.getMetaData().getDatabaseProductVersion());
            insertVms(connection);
        }
    }

    /** The domains beside those that change, on the host of that index. */
    private static List<HandHost.Guest> others(int host) {
        return IntStream.range(0, OTHERS)
                .mapToObj(i -> HandHost.Guest.of("bench-other-" + host + "-" + i))
                .toList();
    }

    private void defineOthers() throws IOException {
        for (int i = 0; i < hosts.size(); i++) {
            hands.get(i).define(others(i));
            services.engine().hosts().refresh(hosts.get(i).endpoint().hostId());
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
                insert.setString(
                        2,
                        hosts.get(Change.host(guest, hosts.size())).endpoint().hostId());
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
        try (Watchers.Pushed pushed = new Watchers.Pushed(services, hosts)) {
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
            change.make(hands);
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
        try (Watchers.Polled polled = new Watchers.Polled(hosts, POLL)) {
            for (Change change : changes) {
                pause(1, (int) POLL.toMillis());
                Sighting sighting = polled.expect(change);
                long sent = System.nanoTime();
                change.make(hands);
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
