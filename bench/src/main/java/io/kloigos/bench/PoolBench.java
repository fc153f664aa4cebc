package io.kloigos.bench;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import io.kloigos.core.server.Server;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.SshHypervisors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Yardstick P1: claims and releases, through HTTP and, in the same minutes, through less and less around the database. */
final class PoolBench {
    private static final int CLIENTS = 8;

    private final Options options;
    private final EmbeddedMariaDb database;
    private final @Nullable ServerProcess server;
    private final Kloigos engine;
    private final Cpu cpu;
    private int inPool;

    private PoolBench(
            Options options, EmbeddedMariaDb database, @Nullable ServerProcess server, Kloigos engine, Cpu cpu) {
        this.options = options;
        this.database = database;
        this.server = server;
        this.engine = engine;
        this.cpu = cpu;
    }

    static void run(Options options) throws Exception {
        Path folder = Files.createDirectories(options.work())
                .resolve("pool-" + ProcessHandle.current().pid());
        try (EmbeddedMariaDb database = EmbeddedMariaDb.start(folder);
                ServerProcess server = options.doors().contains("http")
                        ? ServerProcess.start(folder, database.access(), options, Map.of())
                        : null;
                Kloigos engine = openEngine(database.access())) {
            PoolBench bench = new PoolBench(options, database, server, engine, processes(folder, server));
            bench.printHead();
            bench.measure();
        } finally {
            Trees.delete(folder);
        }
    }

    private static Kloigos openEngine(DatabaseConfig.Server access) {
        return Kloigos.open(
                KloigosConfig.server(access.url(), access.user(), access.password()),
                new SshHypervisors(SshConfig.defaults()));
    }

    private static Cpu processes(Path folder, @Nullable ServerProcess server) throws IOException {
        Map<String, Long> pids = new LinkedHashMap<>();
        pids.put("load", ProcessHandle.current().pid());
        if (server != null) {
            pids.put("server", server.pid());
        }
        String database = Files.readString(folder.resolve("mariadb/mariadb.pid"));
        pids.put("database", Long.parseLong(database.strip()));
        return new Cpu(pids);
    }

    private void printHead() throws IOException, SQLException {
        try (Connection connection = connect()) {
            ProcedurePool.create(connection);
            Machine.print(connection.getMetaData().getDatabaseProductVersion());
        }
        System.out.printf(
                "%d clients, each on a connection of its own; %d rounds of %d s a door and size after %d s of warm-up;"
                        + " full durability (innodb_flush_log_at_trx_commit=1).%n%n",
                CLIENTS, options.rounds(), options.seconds(), options.warmUpSeconds());
    }

    private void measure() throws Exception {
        Map<String, Client.Door> doors = doors();
        PoolTable table = new PoolTable();
        for (int size : options.sizes()) {
            fill(size);
            Map<String, List<Round>> rounds = new LinkedHashMap<>();
            for (int round = 0; round < options.rounds(); round++) {
                for (Map.Entry<String, Client.Door> door : doors.entrySet()) {
                    rounds.computeIfAbsent(door.getKey(), name -> new ArrayList<>())
                            .add(round(door.getValue(), round));
                }
            }
            rounds.forEach((door, measured) -> table.add(door, size, measured));
        }
        table.print();
    }

    private Round round(Client.Door door, int round) throws Exception {
        try (Load load = new Load(door, CLIENTS)) {
            load.run(Duration.ofSeconds(round == 0 ? options.warmUpSeconds() : 1), cpu);
            return load.run(Duration.ofSeconds(options.seconds()), cpu);
        }
    }

    private Map<String, Client.Door> doors() {
        Map<String, Client.Door> doors = new LinkedHashMap<>();
        if (server != null) {
            int port = server.port();
            doors.put("http", () -> new HttpPool("127.0.0.1", port));
        }
        doors.put("api", () -> new EnginePool(engine.servers()));
        doors.put("jdbc", () -> new JdbcPool(connect()));
        doors.put("procedure", () -> new ProcedurePool(connect()));
        doors.keySet().retainAll(options.doors());
        return doors;
    }

    private void fill(int size) {
        List<Server> missing = IntStream.range(inPool, size)
                .mapToObj(i -> Server.free("srv" + i / 4 + "_n" + i % 4, address(i / 4), i % 4))
                .toList();
        engine.servers().importAll(Caller.of("bench"), missing);
        inPool = size;
    }

    private static String address(int machine) {
        return "10.%d.%d.%d".formatted(machine >> 16, machine >> 8 & 255, machine & 255);
    }

    private Connection connect() throws SQLException {
        DatabaseConfig.Server access = database.access();
        return DriverManager.getConnection(
                access.url() + "&useServerPrepStmts=true&cachePrepStmts=true", access.user(), access.password());
    }
}
