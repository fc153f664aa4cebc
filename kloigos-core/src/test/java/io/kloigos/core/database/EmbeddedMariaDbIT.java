package io.kloigos.core.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server as its users meet it: started, restarted, refused, and left behind by a kill. */
class EmbeddedMariaDbIT {
    @TempDir
    Path folder;

    /** A process that starts the server and waits to be killed. */
    public static final class Victim {
        public static void main(String[] args) throws IOException {
            EmbeddedMariaDb server = EmbeddedMariaDb.start(Path.of(args[0]));
            try (Connection connection = connect(server)) {
                connection.createStatement().execute("create table kept (x int)");
                connection.createStatement().execute("insert into kept values (42)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            System.out.write("ready\n".getBytes(StandardCharsets.US_ASCII));
            System.out.flush();
            int ignored = System.in.read();
        }
    }

    private static Connection connect(EmbeddedMariaDb server) throws SQLException {
        DatabaseConfig.Server access = server.access();
        return DriverManager.getConnection(access.url(), access.user(), access.password());
    }

    private static int kept(EmbeddedMariaDb server) throws SQLException {
        try (Connection connection = connect(server);
                var rows = connection.createStatement().executeQuery("select x from kept")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    @Test
    void aSecondStartOnTheSameFolderIsRefused() {
        EmbeddedMariaDb first = EmbeddedMariaDb.start(folder);
        try {
            assertThatThrownBy(() -> EmbeddedMariaDb.start(folder))
                    .isInstanceOfSatisfying(KloigosException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT);
                        assertThat(e)
                                .hasMessageContaining(
                                        "process " + ProcessHandle.current().pid());
                    });
        } finally {
            first.close();
        }
    }

    @Test
    void onlyOurAccountIsThereAndItsSecretIsTheOwners() throws Exception {
        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(folder);
                Connection connection = connect(server)) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("mariadb/client.cnf")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
            assertThat(folder.resolve("mariadb/accounts.sql")).doesNotExist();
            assertThatThrownBy(() -> DriverManager.getConnection(server.access().url(), "root", ""))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("Access denied");
            try (var rows =
                    connection.createStatement().executeQuery("select @@innodb_flush_log_at_trx_commit, @@hostname")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
        }
    }

    @Test
    void aServerThatAKilledProcessLeftIsReplacedAndItsDataKept() throws Exception {
        Process victim = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(victim.inputReader().readLine()).isEqualTo("ready");
        victim.destroyForcibly().waitFor();
        long orphan = Long.parseLong(
                Files.readString(folder.resolve("mariadb/mariadb.pid")).strip());
        assertThat(ProcessHandle.of(orphan))
                .as("the database server outlives its parent")
                .isPresent();
        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(folder)) {
            assertThat(ProcessHandle.of(orphan).filter(ProcessHandle::isAlive)).isEmpty();
            assertThat(kept(server)).isEqualTo(42);
        }
    }

    @Test
    void aNewerSchemaIsRefused() throws Exception {
        try (EmbeddedMariaDb server = EmbeddedMariaDb.start(folder)) {
            Database.open(server.access()).close();
            try (Connection connection = connect(server)) {
                connection
                        .createStatement()
                        .execute("insert into schema_version select 999, '999', 'of tomorrow', type,"
                                + " 'V999__of_tomorrow.sql', checksum, installed_by, installed_on, execution_time, success"
                                + " from schema_version where installed_rank = 1");
            }
            assertThatThrownBy(() -> Database.open(server.access()))
                    .isInstanceOf(KloigosException.class)
                    .hasMessageContaining("schema version 999")
                    .hasMessageContaining("newer");
        }
    }
}
