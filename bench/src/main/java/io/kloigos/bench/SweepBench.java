package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Yardstick P3: a complete look at a host with 500 domains, until the last row is committed, beside bare virsh. */
final class SweepBench {
    private static final int DOMAINS = 500;
    private static final int FEW = 10;
    private static final Duration LONG_LINE = Duration.ofMillis(100);
    private static final List<HandHost.Guest> GUESTS = IntStream.range(0, DOMAINS)
            .mapToObj(i -> HandHost.Guest.of("bench-sweep-" + i))
            .toList();

    private final Options options;
    private final Lab lab;
    private final Kloigos engine;
    private final SlowWire wire;
    private final HandHost hand;

    private SweepBench(Options options, Lab lab, Kloigos engine, SlowWire wire, HandHost hand) {
        this.options = options;
        this.lab = lab;
        this.engine = engine;
        this.wire = wire;
        this.hand = hand;
    }

    /** Something that is timed. */
    private interface Work {
        void run() throws Exception;
    }

    static void run(Options options) throws Exception {
        Lab lab = Lab.running(options.lab());
        Path folder = Files.createDirectories(options.work())
                .resolve("sweep-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                Kloigos engine = start(database.access(), lab);
                SlowWire wire =
                        new SlowWire(lab.endpoint().address(), lab.endpoint().port());
                HandHost hand = HandHost.open(lab)) {
            try (Connection connection = DriverManager.getConnection(
                    database.access().url(),
                    database.access().user(),
                    database.access().password())) {
                Machine.print(connection.getMetaData().getDatabaseProductVersion());
            }
            hand.describe(GUESTS);
            try {
                new SweepBench(options, lab, engine, wire, hand).measure();
            } finally {
                hand.remove(GUESTS);
            }
        } finally {
            Trees.delete(folder);
        }
    }

    private static Kloigos start(DatabaseConfig.Server access, Lab lab) {
        return Kloigos.open(
                KloigosConfig.server(access.url(), access.user(), access.password())
                        .withWatch(new WatchSettings(Duration.ofDays(1), Duration.ZERO)),
                new SshHypervisors(lab.ssh()));
    }

    private void measure() throws Exception {
        hand.define(GUESTS.subList(0, FEW));
        register();
        String few = roundTrips();
        engine.hosts().remove(Caller.of("bench"), host(), true);
        hand.define(GUESTS.subList(FEW, DOMAINS));
        register();
        time(options.sweeps(), this::look);
        System.out.println("| what | times | median ms | longest ms |");
        System.out.println("| --- | --- | --- | --- |");
        for (int turn = 0; turn < 2; turn++) {
            measureOurs();
            measureBare();
        }
        forkEach();
        System.out.printf(
                Locale.ROOT,
                "%nRound trips that a look waits for, from what %d ms on the line cost it: %s with %d domains,"
                        + " %s with %d.%n",
                LONG_LINE.toMillis(),
                few,
                FEW,
                roundTrips(),
                DOMAINS);
    }

    private void measureOurs() throws Exception {
        print("Java API, `refresh`: nothing changed", time(options.sweeps(), this::look));
        long[] changed = new long[options.sweeps()];
        for (int i = 0; i < changed.length; i++) {
            resize(30 - i % 2);
            changed[i] = time(1, this::look).sorted()[0];
        }
        resize(32);
        look();
        print("Java API, `refresh`: all %d changed".formatted(DOMAINS), Latencies.of(changed));
        long[] first = new long[Math.max(1, options.sweeps() / 4)];
        for (int i = 0; i < first.length; i++) {
            engine.hosts().remove(Caller.of("bench"), host(), true);
            first[i] = time(1, this::register).sorted()[0];
        }
        print("Java API, `register`: connect, listen, look, all %d new".formatted(DOMAINS), Latencies.of(first));
    }

    private void measureBare() throws Exception {
        String dumps = GUESTS.stream().map(guest -> "dumpxml " + guest.id()).collect(Collectors.joining("\n"));
        String everything = "list --all --uuid\ndomstats\n" + dumps;
        print(
                "bare warm virsh, all at once: `list`, `domstats`, %d `dumpxml`".formatted(DOMAINS),
                time(options.sweeps(), () -> hand.virsh().ask(everything)));
    }

    private void forkEach() throws Exception {
        String each = "for id in $(virsh -q list --all --uuid); do virsh -q dumpxml $id >/dev/null; done";
        print(
                "over one ssh, a virsh for each domain: %d `virsh dumpxml`".formatted(DOMAINS),
                time(1, () -> hand.root().ask(each)));
    }

    /** Memory that is to be had from the next start on: libvirt tells nobody of that. */
    private void resize(int mib) throws IOException {
        hand.virsh()
                .ask(GUESTS.stream()
                        .map(guest -> "setmem " + guest.id() + " " + mib + "M --config")
                        .collect(Collectors.joining("\n")));
    }

    private void register() {
        Host registered = engine.hosts().register(Caller.of("bench"), lab.registration("127.0.0.1", wire.port()));
        if (registered.status() != HostStatus.READY) {
            throw new IllegalStateException("the host is " + registered.status() + ": " + registered.reason());
        }
    }

    private void look() {
        engine.hosts().refresh(host());
    }

    private String host() {
        return lab.endpoint().hostId();
    }

    private String roundTrips() throws Exception {
        double near = time(options.sweeps() / 2, this::look).millisAt(0.5);
        wire.delay(LONG_LINE);
        double far = time(options.sweeps() / 4, this::look).millisAt(0.5);
        wire.delay(Duration.ZERO);
        return String.format(Locale.ROOT, "%.1f", (far - near) / LONG_LINE.toMillis());
    }

    private static Latencies time(int times, Work work) throws Exception {
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            work.run();
            nanos[i] = System.nanoTime() - start;
        }
        return Latencies.of(nanos);
    }

    private static void print(String what, Latencies latencies) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | **%,.0f** | %,.0f |%n",
                what,
                latencies.count(),
                latencies.millisAt(0.5),
                latencies.millisAt(1));
    }
}
