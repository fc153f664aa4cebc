package io.kloigos.core.database;

import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What MariaDB's error codes mean to us (https://mariadb.com/kb/en/mariadb-error-code-reference/). */
public final class SqlErrors {
    private static final int DUPLICATE_KEY = 1062;
    private static final int REFERENCED = 1451;

    /**
     * Deadlock found, lock wait timed out, record changed since last read, and a Galera node that has not joined its
     * cluster or lost the certification of a commit: the same transaction may succeed when run again.
     */
    private static final Set<Integer> TRANSIENT = Set.of(1213, 1205, 1020, 1047);

    private SqlErrors() {}

    public static boolean isTransient(Throwable error) {
        SQLException sql = sqlException(error);
        return sql != null && (TRANSIENT.contains(sql.getErrorCode()) || "40001".equals(sql.getSQLState()));
    }

    /** Whether a unique key refused a row; {@code key} is the name of that key. */
    public static boolean isDuplicate(Throwable error, String key) {
        SQLException sql = sqlException(error);
        return sql != null
                && sql.getErrorCode() == DUPLICATE_KEY
                && String.valueOf(sql.getMessage()).contains("'" + key + "'");
    }

    /** Whether a row was kept because others refer to it. */
    public static boolean isReferenced(Throwable error) {
        SQLException sql = sqlException(error);
        return sql instanceof SQLIntegrityConstraintViolationException && sql.getErrorCode() == REFERENCED;
    }

    private static @Nullable SQLException sqlException(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }
}
