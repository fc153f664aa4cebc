package io.kloigos.core.database;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A MariaDB server of our own on a data folder: fully durable, on loopback only, with one account whose password changes
 * at every start ({@code client.cnf} in the folder has it, readable by the owner alone).
 */
public final class EmbeddedMariaDb implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedMariaDb.class);
    private static final int START_SECONDS = 60;
    private static final int STOP_SECONDS = 60;

    private final DataFolderLock lock;
    private final Process process;
    private final DatabaseConfig.Server access;

    private EmbeddedMariaDb(DataFolderLock lock, Process process, DatabaseConfig.Server access) {
        this.lock = lock;
        this.process = process;
        this.access = access;
    }

    /**
     * Starts the server, after creating its files at the first time; blocks until it answers. A server that a killed
     * Kloigos left running on the folder is stopped first. {@code CONFLICT} when the folder is in use.
     */
    public static EmbeddedMariaDb start(Path folder) {
        return start(folder, "kloigos");
    }

    /** @param granted the databases that the account may use: a name, or {@code *} */
    static EmbeddedMariaDb start(Path folder, String granted) {
        try {
            Path home = Files.createDirectories(folder.toAbsolutePath().normalize());
            DataFolderLock lock = DataFolderLock.take(home);
            try {
                return start(home.resolve("mariadb"), lock, granted);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, "The database in " + folder + " cannot be started: " + e, e);
        }
    }

    /** How to connect to it. */
    public DatabaseConfig.Server access() {
        return access;
    }

    /** What runs, for people: the program, its process, its address. */
    public String description() {
        return process.info().command().orElse("mariadbd") + " as process " + process.pid() + ", "
                + access.url().replaceFirst("\\?.*", "");
    }

    /** Shuts the server down in good order and frees the folder. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd(process.toHandle());
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock on the data folder could not be released: {}", e.toString());
        }
    }

    private static EmbeddedMariaDb start(Path home, DataFolderLock lock, String granted) throws IOException {
        Files.createDirectories(
                home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        MariaDbBinaries binaries = MariaDbBinaries.locate(cacheFolder());
        stopOrphan(home);
        if (!Files.isDirectory(data(home))) {
            install(binaries, home);
        }
        int port = freePort();
        String password = new BigInteger(160, new SecureRandom()).toString(36);
        writePrivately(home.resolve("accounts.sql"), accounts(password, granted));
        writePrivately(home.resolve("client.cnf"), clientConfig(port, password));
        Process process = launch(binaries, home, port);
        DatabaseConfig.Server access = new DatabaseConfig.Server(
                "jdbc:mariadb://127.0.0.1:" + port + "/kloigos?sslMode=disable", "kloigos", password);
        try {
            ServerReadiness.await(process, access, home.resolve("mariadb.log"), START_SECONDS);
        } catch (RuntimeException e) {
            process.destroyForcibly();
            throw e;
        } finally {
            Files.deleteIfExists(home.resolve("accounts.sql"));
        }
        return new EmbeddedMariaDb(lock, process, access);
    }

    private static void install(MariaDbBinaries binaries, Path home) throws IOException {
        // into a folder of another name first: a half-made one is never taken for a database
        Path half = home.resolve("data.new");
        deleteTree(half);
        List<String> command = new ArrayList<>(List.of(
                binaries.installer().toString(),
                "--no-defaults",
                "--basedir=" + binaries.base(),
                "--datadir=" + half,
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
                "--skip-name-resolve"));
        command.addAll(userOption());
        Path log = home.resolve("install.log");
        Process installer = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        awaitEnd(installer.toHandle());
        if (installer.exitValue() != 0) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, "A new database could not be made in " + home + "; see " + log + ".");
        }
        Files.move(half, data(home));
    }

    private static Process launch(MariaDbBinaries binaries, Path home, int port) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--basedir=" + binaries.base(),
                "--datadir=" + data(home),
                // a server that starts deletes what it finds in there: others' tables, in a folder that is shared
                "--tmpdir=" + Files.createDirectories(home.resolve("tmp")),
                "--socket=mariadb.sock",
                "--pid-file=" + home.resolve("mariadb.pid"),
                "--init-file=" + home.resolve("accounts.sql"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--skip-ssl",
                "--skip-log-bin",
                "--character-set-server=utf8mb4",
                "--collation-server=utf8mb4_nopad_bin",
                "--innodb-buffer-pool-size=256M",
                "--innodb-flush-log-at-trx-commit=1",
                "--max-connections=150"));
        command.addAll(userOption());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        home.resolve("mariadb.log").toFile()))
                .start();
    }

    /** Only our own account is left, besides MariaDB's own {@code mariadb.sys}, which cannot log in. */
    private static String accounts(String password, String granted) {
        return """
                DELETE FROM mysql.global_priv WHERE User NOT IN ('mariadb.sys', 'kloigos');
                FLUSH PRIVILEGES;
                CREATE DATABASE IF NOT EXISTS kloigos;
                CREATE USER IF NOT EXISTS kloigos@'127.0.0.1';
                ALTER USER kloigos@'127.0.0.1' IDENTIFIED BY '%s';
                GRANT ALL ON %s.* TO kloigos@'127.0.0.1';
                """.formatted(password, granted);
    }

    private static String clientConfig(int port, String password) {
        return "[client]\nprotocol=tcp\nhost=127.0.0.1\nport=%d\nuser=kloigos\npassword=%s\n".formatted(port, password);
    }

    private static void stopOrphan(Path home) throws IOException {
        Path pidFile = home.resolve("mariadb.pid");
        if (Files.notExists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readString(pidFile).strip());
        ProcessHandle.of(pid).filter(p -> serves(p, home)).ifPresent(orphan -> {
            LOG.info("Stopping the database server {} that an earlier run left on {}", pid, home);
            orphan.destroy();
            awaitEnd(orphan);
        });
    }

    private static boolean serves(ProcessHandle process, Path home) {
        List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
        return arguments.contains("--datadir=" + data(home));
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            LOG.warn("Process {} did not end within {} s and is killed", process.pid(), STOP_SECONDS);
            process.destroyForcibly();
            process.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path data(Path home) {
        return home.resolve("data");
    }

    private static Path cacheFolder() {
        return Path.of(System.getProperty("user.home"), ".cache", "kloigos");
    }

    /** MariaDB refuses to run as root unless it is told to. */
    private static List<String> userOption() {
        return "root".equals(System.getProperty("user.name")) ? List.of("--user=root") : List.of();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void writePrivately(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, content);
    }

    private static void deleteTree(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (var files = Files.walk(folder)) {
                for (Path file :
                        files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
