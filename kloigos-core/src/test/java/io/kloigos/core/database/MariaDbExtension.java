package io.kloigos.core.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mariadb.MariaDBContainer;

/**
 * A real MariaDB for tests, one server a test run: a container where Docker answers, else the embedded server. Each test
 * gets a database of its own, empty before the engine opens it.
 */
public final class MariaDbExtension implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(MariaDbExtension.class);

    private DatabaseConfig.Server database;

    /** The current test's database. */
    public DatabaseConfig.Server database() {
        return database;
    }

    /** A connection to the current test's database, to look and to break things. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    @Override
    public void beforeEach(ExtensionContext context) throws SQLException {
        SharedServer server = context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(SharedServer.class, key -> SharedServer.start(), SharedServer.class);
        database = server.newDatabase();
    }

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("drop database " + connection.getCatalog());
        }
    }

    private record SharedServer(DatabaseConfig.Server admin, AutoCloseable server) implements AutoCloseable {
        static SharedServer start() {
            return DockerClientFactory.instance().isDockerAvailable() ? container() : embedded();
        }

        private static SharedServer container() {
            MariaDBContainer container = new MariaDBContainer("mariadb:11.4").withUsername("root");
            container.start();
            return new SharedServer(
                    new DatabaseConfig.Server(container.getJdbcUrl(), "root", container.getPassword()), container);
        }

        private static SharedServer embedded() {
            try {
                Path folder = Files.createTempDirectory("kloigos-test-db");
                EmbeddedMariaDb server = EmbeddedMariaDb.start(folder, "*");
                return new SharedServer(server.access(), () -> {
                    server.close();
                    deleteTree(folder);
                });
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        DatabaseConfig.Server newDatabase() throws SQLException {
            String name = "t_" + UUID.randomUUID().toString().replace("-", "");
            try (Connection connection = DriverManager.getConnection(admin.url(), admin.user(), admin.password());
                    Statement statement = connection.createStatement()) {
                statement.execute("create database " + name);
            }
            return new DatabaseConfig.Server(
                    admin.url().replaceFirst("/[a-z]+(\\?|$)", "/" + name + "$1"), admin.user(), admin.password());
        }

        @Override
        public void close() throws Exception {
            server.close();
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
