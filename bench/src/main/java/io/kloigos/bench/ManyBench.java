package io.kloigos.bench;

import io.kloigos.core.database.EmbeddedMariaDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Yardstick P5: many hosts on one server, each a real sshd with a virsh that has libvirt's test driver behind it. */
final class ManyBench {
    private static final String URI = "test:///default";
    private static final int CLIENTS = 8;
    private static final int SETTLE_SECONDS = 100;
    private static final int IDLE_SECONDS = 60;
    private static final int PATIENCE_SECONDS = 900;

    private final int hosts;
    private final Connection connection;
    private final ServerProcess server;
    private final ManySshd sshd;
    private final Cpu cpu;

    private ManyBench(int hosts, ManySshd sshd, Connection connection, ServerProcess server, Cpu cpu) {
        this.hosts = hosts;
        this.sshd = sshd;
        this.connection = connection;
        this.server = server;
        this.cpu = cpu;
    }

    static void run(Options options) throws Exception {
        Path folder = Files.createDirectories(options.work())
                .resolve("many-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                ManySshd sshd = ManySshd.start(folder.resolve("sshd"), options.hosts())) {
            // makes the tables
            ServerProcess.start(folder, database.access(), options, Map.of()).close();
            try (Connection connection = DriverManager.getConnection(
                    database.access().url(),
                    database.access().user(),
                    database.access().password())) {
                insert(connection, sshd, options.hosts());
                Machine.print(connection.getMetaData().getDatabaseProductVersion());
                System.out.println("| what | |");
                System.out.println("| --- | --- |");
                print("hosts", "%,d", options.hosts());
                long free = availableMb();
                long start = System.nanoTime();
                try (ServerProcess server = ServerProcess.start(
                        folder,
                        database.access(),
                        options,
                        Map.of("KLOIGOS_SSH_KEY", sshd.userKey().toString()))) {
                    String mariadb = Files.readString(folder.resolve("mariadb/mariadb.pid"));
                    Cpu cpu = new Cpu(Map.of("server", server.pid(), "database", Long.parseLong(mariadb.strip())));
                    new ManyBench(options.hosts(), sshd, connection, server, cpu).measure(start, free);
                }
            }
        } finally {
            Trees.delete(folder);
        }
    }

    private static void insert(Connection connection, ManySshd sshd, int hosts) throws SQLException, IOException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into host (host_id, name, address, port, ssh_user, libvirt_uri, cpu_cores, memory_mb, host_key, tags,
                  created_at)
                values (?, ?, ?, ?, ?, ?, 0, 0, ?, '[]', utc_timestamp(3))""")) {
            for (int host = 0; host < hosts; host++) {
                insert.setString(1, "host-" + host);
                insert.setString(2, "host-" + host);
                insert.setString(3, ManySshd.address(host));
                insert.setInt(4, sshd.port());
                insert.setString(5, System.getProperty("user.name"));
                insert.setString(6, URI);
                insert.setString(7, sshd.hostKey());
                insert.execute();
            }
        }
    }

    private void measure(long start, long freeBefore) throws Exception {
        print("first answer over HTTP after the start of the server, s", "%.1f", (System.nanoTime() - start) / 1e9);
        Cpu.Reading before = cpu.read();
        awaitAll();
        print("all connected after the start of the server, s", "%.1f", (System.nanoTime() - start) / 1e9);
        Cpu.Reading connecting = cpu.read().since(before);
        print("logins", "%,d", sshd.logins());
        print("server's processor time for that, ms a host", "%.1f", 1000 * seconds(connecting, "server") / hosts);
        print("that of sshd, shells and virsh, ms a host", "%.1f", 1000 * cpu.ofOthers() / hosts);
        print("that of everything on the machine, ms a host", "%.1f", 1000 * seconds(connecting, "machine") / hosts);
        TimeUnit.SECONDS.sleep(SETTLE_SECONDS);
        print("server's resident memory, MiB", "%,d", server.residentMb());
        print("server's threads", "%,d", server.threads());
        print(
                "memory of sshd, shells and virsh, MiB a host",
                "%.1f",
                (double) (freeBefore - availableMb() - server.residentMb()) / hosts);
        idle();
        refreshAll();
        print("server's resident memory after that, MiB", "%,d", server.residentMb());
        print("logins by then", "%,d", sshd.logins());
    }

    private void awaitAll() throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (ready() < hosts) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(ready() + " of " + hosts + " hosts are connected: " + reason());
            }
            TimeUnit.MILLISECONDS.sleep(200);
        }
    }

    private int ready() throws SQLException {
        return Integer.parseInt(query("select count(*) from host where connection = 'ready'"));
    }

    private String reason() throws SQLException {
        return query("select max(reason) from host where connection <> 'ready'");
    }

    private String query(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private void idle() throws IOException, InterruptedException {
        double hostsBefore = cpu.ofOthers();
        Cpu.Reading before = cpu.read();
        TimeUnit.SECONDS.sleep(IDLE_SECONDS);
        Cpu.Reading idle = cpu.read().since(before);
        double hostsIdle = cpu.ofOthers() - hostsBefore;
        print("server's processor time when idle, % of one core", "%.1f", 100 * seconds(idle, "server") / IDLE_SECONDS);
        print("database's, % of one core", "%.1f", 100 * seconds(idle, "database") / IDLE_SECONDS);
        print("that of sshd, shells and virsh, % of one core", "%.1f", 100 * hostsIdle / IDLE_SECONDS);
        print("everything on the machine, % of one core", "%.1f", 100 * seconds(idle, "machine") / IDLE_SECONDS);
    }

    private void refreshAll() throws Exception {
        AtomicInteger next = new AtomicInteger();
        List<long[]> durations = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
        Cpu.Reading before = cpu.read();
        long start = System.nanoTime();
        List<Future<List<Long>>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(threads.submit(() -> refreshSome(next)));
        }
        for (Future<List<Long>> client : clients) {
            durations.add(client.get().stream().mapToLong(Long::longValue).toArray());
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        threads.shutdown();
        Cpu.Reading spent = cpu.read().since(before);
        Latencies each =
                Latencies.together(durations.stream().map(Latencies::of).toList());
        print("refresh of all over HTTP, " + CLIENTS + " at a time, s", "%.1f", seconds);
        print("one of them: median ms", "%.0f", each.millisAt(0.5));
        print("one of them: p99 ms", "%.0f", each.millisAt(0.99));
        print("server's processor time for that, ms a host", "%.1f", 1000 * seconds(spent, "server") / hosts);
    }

    private List<Long> refreshSome(AtomicInteger next) throws IOException {
        List<Long> nanos = new ArrayList<>();
        try (HttpConnection http = new HttpConnection("127.0.0.1", server.port())) {
            for (int host = next.getAndIncrement(); host < hosts; host = next.getAndIncrement()) {
                long start = System.nanoTime();
                http.call(http.post("/api/v1/hosts/host-" + host + "/refresh", "{}"));
                nanos.add(System.nanoTime() - start);
            }
        }
        return nanos;
    }

    private static double seconds(Cpu.Reading reading, String process) {
        return reading.seconds().getOrDefault(process, 0.0);
    }

    private static long availableMb() throws IOException {
        return Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemAvailable:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(0L);
    }

    private static void print(String what, String format, Object value) {
        System.out.printf(Locale.ROOT, "| %s | **" + format + "** |%n", what, value);
    }
}
