package io.kloigos.bench;

import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Yardstick P6: lists of VMs over HTTP, beside the same rows read through bare JDBC. */
final class VmsBench {
    private static final Fleet FLEET = new Fleet(100);
    private static final String VMS = "/api/v1/vms";
    private static final String EVERYTHING = """
            select v.*, h.connection, d.observed, d.observed_at, h.observed_at from vm v join host h on h.host_id = v.host_id
            left join domain d on d.host_id = v.host_id and d.vm_id = v.vm_id order by v.seq desc""";

    private VmsBench() {}

    static void run(Options options) throws Exception {
        Path folder = Files.createDirectories(options.work())
                .resolve("vms-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                ServerProcess server = ServerProcess.start(folder, database.access(), options, Map.of());
                Connection connection = connect(database.access());
                HttpConnection http = new HttpConnection("127.0.0.1", server.port())) {
            FLEET.insert(connection);
            Machine.print(connection.getMetaData().getDatabaseProductVersion());
            System.out.println(
                    "| asked | times | bytes | median ms | p99 ms | first byte after ms | server's memory MiB |");
            System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
            for (Map.Entry<String, Integer> path : paths(options).entrySet()) {
                measure(http, server, path.getKey(), path.getValue());
            }
            bare(connection, options.quick() ? 5 : 30);
        } finally {
            Trees.delete(folder);
        }
    }

    private static Connection connect(DatabaseConfig.Server access) throws SQLException {
        return DriverManager.getConnection(access.url(), access.user(), access.password());
    }

    /** What is asked, and how often. */
    private static Map<String, Integer> paths(Options options) {
        int often = options.quick() ? 20 : 300;
        int seldom = options.quick() ? 5 : 30;
        Map<String, Integer> paths = new LinkedHashMap<>();
        paths.put(VMS + "?limit=50", often);
        paths.put(VMS + "?limit=50&host_id=" + FLEET.host(7), often);
        paths.put(VMS + "?limit=50&power_state=running", often);
        paths.put(VMS + "?limit=50&power_state=stopped", often);
        paths.put(VMS + "?limit=50&power_state=paused", often);
        paths.put(VMS + "?limit=50&label=tier=t3", often);
        paths.put(VMS + "?limit=50&label=app=app-7", often);
        paths.put(VMS + "?limit=50&name=" + Fleet.name(123), often);
        paths.put(VMS + "?limit=50&project_id=p7", often);
        paths.put(VMS, seldom);
        paths.put("/api/v1/inventory/ansible", seldom);
        return paths;
    }

    private static void measure(HttpConnection http, ServerProcess server, String path, int times) throws IOException {
        byte[] request = http.get(path);
        for (int i = 0; i < times; i++) {
            http.bytes(request);
        }
        long[] whole = new long[times];
        long[] first = new long[times];
        int length = 0;
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            length = http.bytes(request).length;
            whole[i] = System.nanoTime() - start;
            first[i] = http.firstByteAt() - start;
        }
        print("`GET " + path + "`", length, Latencies.of(whole), Latencies.of(first), server.residentMb());
    }

    private static void print(String what, long bytes, Latencies whole, Latencies first, long memoryMb) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %,d | %,d | **%.1f** | %.1f | %.1f | %,d |%n",
                what,
                whole.count(),
                bytes,
                whole.millisAt(0.5),
                whole.millisAt(0.99),
                first.millisAt(0.5),
                memoryMb);
    }

    /** Reads every row and throws it away. */
    private static void bare(Connection connection, int times) throws SQLException {
        long[] whole = new long[times];
        long[] first = new long[times];
        long bytes = 0;
        for (int i = 0; i < times; i++) {
            bytes = 0;
            long start = System.nanoTime();
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(1000);
                ResultSet rows = statement.executeQuery(EVERYTHING);
                first[i] = System.nanoTime() - start;
                int columns = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int column = 1; column <= columns; column++) {
                        String value = rows.getString(column);
                        bytes += value == null ? 0 : value.length();
                    }
                }
            }
            whole[i] = System.nanoTime() - start;
        }
        print("the same rows of the database through bare JDBC", bytes, Latencies.of(whole), Latencies.of(first), 0);
    }
}
