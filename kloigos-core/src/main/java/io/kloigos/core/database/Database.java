package io.kloigos.core.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.ibatis.exceptions.PersistenceException;
import org.apache.ibatis.io.Resources;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;
import org.jspecify.annotations.Nullable;

/** The connection pool and the only way to a transaction. Thread-safe. */
public final class Database implements AutoCloseable {
    private static final int MOST_TRIES = 10;

    private final HikariDataSource pool;
    private final SqlSessionFactory sessions;

    private Database(HikariDataSource pool, SqlSessionFactory sessions) {
        this.pool = pool;
        this.sessions = sessions;
    }

    /** Connects and brings the schema up to date. Blocks until both are done. */
    public static Database open(DatabaseConfig.Server server) {
        HikariDataSource pool = new HikariDataSource(poolConfig(server));
        try {
            Migrations.run(pool);
            return new Database(pool, sessions(pool));
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Runs the work in one transaction and commits it, or rolls back when it throws.
     *
     * <p>When the database breaks a deadlock at our cost, or a cluster refuses to certify the commit, the work is run
     * again from its start, a bounded number of times: it must have no effect outside the transaction.
     */
    public <T extends @Nullable Object> T transact(Function<Transaction, T> work) {
        for (int tried = 1; ; tried++) {
            try {
                return once(work);
            } catch (PersistenceException e) {
                if (tried == MOST_TRIES || !SqlErrors.isTransient(e)) {
                    throw e;
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(
                        ThreadLocalRandom.current().nextLong(1, 4L << tried)));
            }
        }
    }

    /** {@link #transact} for work without a result. */
    public void run(Consumer<Transaction> work) {
        transact(tx -> {
            work.accept(tx);
            return true;
        });
    }

    /** Whether the database answers now. */
    public boolean isAlive() {
        try (var connection = pool.getConnection()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T extends @Nullable Object> T once(Function<Transaction, T> work) {
        try (SqlSession session = sessions.openSession(false)) {
            Transaction transaction = new Transaction(session);
            T result = work.apply(transaction);
            session.commit(true);
            transaction.afterCommit().forEach(Runnable::run);
            return result;
        }
    }

    private static HikariConfig poolConfig(DatabaseConfig.Server server) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("kloigos");
        config.setJdbcUrl(server.url());
        config.setUsername(server.user());
        config.setPassword(server.password());
        config.setAutoCommit(false);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        config.setMaximumPoolSize(24);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(10_000);
        // a transaction that waits longer than this is run again, which its caller notices less than a hang
        config.setConnectionInitSql("set session innodb_lock_wait_timeout = 5");
        config.addDataSourceProperty("useServerPrepStmts", "true");
        config.addDataSourceProperty("cachePrepStmts", "true");
        return config;
    }

    private static SqlSessionFactory sessions(HikariDataSource pool) {
        try (InputStream config = Resources.getResourceAsStream("io/kloigos/core/database/mybatis.xml")) {
            SqlSessionFactory sessions = new SqlSessionFactoryBuilder().build(config);
            sessions.getConfiguration().setEnvironment(new Environment("kloigos", transactions(), pool));
            return sessions;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JdbcTransactionFactory transactions() {
        JdbcTransactionFactory transactions = new JdbcTransactionFactory();
        Properties properties = new Properties();
        // the pool's connections never commit by themselves; setting it back and forth would cost two round trips
        properties.setProperty("skipSetAutoCommitOnClose", "true");
        transactions.setProperties(properties);
        return transactions;
    }
}
