package io.kloigos.bench;

import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The first pages of the console's lists, and pages of single things, on a large fleet: their time, and what browsers load. */
final class PagesBench {
    private static final Fleet FLEET = new Fleet(1000);
    private static final List<String> LISTS = List.of(
            "/",
            "/vms",
            "/vms?power_state=stopped",
            "/vms?project_id=p7",
            "/hosts",
            "/hosts?name=07",
            "/servers",
            "/images",
            "/storage",
            "/networks",
            "/networks/map",
            "/security-groups",
            "/vm-templates",
            "/backups",
            "/orphans",
            "/tasks",
            "/tasks?project_id=p7",
            "/events",
            "/events?project_id=p7",
            "/drift",
            "/runbooks",
            "/schedules",
            "/projects",
            "/policies",
            "/policies/tester",
            "/users",
            "/webhooks",
            "/audit",
            "/system",
            "/account",
            "/console",
            "/search?q=" + Fleet.name(123),
            "/search?q=12",
            "/search?q=10.0.3.7",
            "/search?q=nothing-has-this",
            "/vms/new",
            "/runbooks/node-drain",
            "/projects/p7",
            "/servers/" + Fleet.name(123),
            "/hosts/" + FLEET.host(7),
            "/storage/" + FLEET.host(7) + "/default",
            "/networks/00000000-0000-4000-8000-000000000001?host_id=" + FLEET.host(7));
    private static final List<String> SINGLE = List.of(
            "select concat('/images/', image_id) from image limit 1",
            "select concat('/tasks/', task_id) from task limit 1",
            "select concat('/vms/', vm_id) from vm where name = 'vm-00123'",
            "select concat('/console/', vm_id) from vm where name = 'vm-00123'");

    private PagesBench() {}

    static void run(Options options) throws Exception {
        Path folder = Files.createDirectories(options.work())
                .resolve("pages-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                ServerProcess server = ServerProcess.start(folder, database.access(), options, Map.of());
                Connection connection = connect(database.access());
                HttpConnection http = new HttpConnection("127.0.0.1", server.port())) {
            FLEET.insert(connection);
            Furniture.insert(connection);
            Machine.print(connection.getMetaData().getDatabaseProductVersion());
            System.out.println("| page | times | median ms | p95 ms | p99 ms | HTML kB, as sent | with assets kB |");
            System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
            PageWeight weight = new PageWeight(URI.create("http://127.0.0.1:" + server.port()));
            for (String path : paths(connection)) {
                measure(http, weight, path, options.quick() ? 10 : 100);
            }
        } finally {
            Trees.delete(folder);
        }
    }

    private static Connection connect(DatabaseConfig.Server access) throws SQLException {
        return DriverManager.getConnection(access.url(), access.user(), access.password());
    }

    private static List<String> paths(Connection connection) throws SQLException {
        List<String> paths = new ArrayList<>(LISTS);
        for (String single : SINGLE) {
            try (var rows = connection.createStatement().executeQuery(single)) {
                rows.next();
                paths.add(rows.getString(1));
            }
        }
        return paths;
    }

    private static void measure(HttpConnection http, PageWeight weight, String path, int times) throws Exception {
        byte[] request = http.get(path, "text/html");
        for (int i = 0; i < times; i++) {
            http.bytes(request);
        }
        long[] nanos = new long[times];
        for (int i = 0; i < times; i++) {
            long start = System.nanoTime();
            http.bytes(request);
            nanos[i] = System.nanoTime() - start;
        }
        print(path, Latencies.of(nanos), weight.of(path));
    }

    private static void print(String path, Latencies latencies, PageWeight.Bytes weight) {
        System.out.printf(
                Locale.ROOT,
                "| `%s` | %d | **%.1f** | %.1f | %.1f | %.1f | **%.0f** |%n",
                path.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "…"),
                latencies.count(),
                latencies.millisAt(0.5),
                latencies.millisAt(0.95),
                latencies.millisAt(0.99),
                weight.html() / 1000.0,
                weight.all() / 1000.0);
    }
}
