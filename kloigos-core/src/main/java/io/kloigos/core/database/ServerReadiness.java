package io.kloigos.core.database;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a database server that was just launched. */
final class ServerReadiness {
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private ServerReadiness() {}

    /** {@code UNAVAILABLE}, with the end of its log, when the process ends or does not answer in time. */
    static void await(Process process, DatabaseConfig.Server access, Path log, int seconds) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (true) {
            try (var connection = DriverManager.getConnection(access.url(), access.user(), access.password())) {
                return;
            } catch (SQLException e) {
                if (!process.isAlive() || System.nanoTime() > deadline) {
                    throw new KloigosException(
                            ErrorCode.UNAVAILABLE,
                            "The database server did not start (" + e.getMessage() + "). Its log " + log
                                    + " ends with: " + tail(log),
                            e);
                }
            }
            LockSupport.parkNanos(RETRY_NANOS);
        }
    }

    private static String tail(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException e) {
            return e.toString();
        }
    }
}
