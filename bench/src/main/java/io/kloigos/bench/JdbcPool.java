package io.kloigos.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The statements of a claim and of a release as the engine sends them, prepared, on one connection, with nothing around. */
final class JdbcPool implements Client {
    private static final String COLUMNS = "hostname, ansible_host, numa_node, service_name, started_at, owner, status,"
            + " labels, kind, vm_id, host_id, expires_at";
    private static final String EVENT = """
            insert into event (type, message, actor, address, target, task_id, created_at)
            values (?, ?, 'bench', null, ?, null, utc_timestamp(3))
            """;

    private final Connection connection;
    private final PreparedStatement pick;
    private final PreparedStatement claim;
    private final PreparedStatement lock;
    private final PreparedStatement release;
    private final PreparedStatement event;

    JdbcPool(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setAutoCommit(false);
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        pick = connection.prepareStatement("select " + COLUMNS + """
                 from server s force index (server_pick) where s.status = 'free' and s.kind = 'server'
                and not exists (select 1 from claim_waiter w where w.state = 'waiting')
                order by s.id limit 1 for update skip locked
                """);
        claim = connection.prepareStatement("""
                update server set status = 'running', service_name = ?, owner = coalesce(null, owner),
                started_at = utc_timestamp(3), expires_at = null, spread_name = null
                where status = 'free' and hostname in (?)
                """);
        lock = connection.prepareStatement("select " + COLUMNS + " from server where hostname = ? for update");
        release = connection.prepareStatement("""
                update server set status = if(status = 'maintenance', 'maintenance', 'free'),
                service_name = null, owner = home_owner, started_at = null, expires_at = null, spread_name = null
                where hostname in (?)
                """);
        event = connection.prepareStatement(EVENT);
    }

    @Override
    public String claim() throws SQLException {
        String hostname = hostname(pick);
        claim.setString(1, "bench");
        claim.setString(2, hostname);
        claim.executeUpdate();
        record("server.claimed", hostname, " was claimed by bench");
        connection.commit();
        return hostname;
    }

    @Override
    public void release(String hostname) throws SQLException {
        lock.setString(1, hostname);
        hostname(lock);
        release.setString(1, hostname);
        release.executeUpdate();
        record("server.released", hostname, " was given back by bench");
        connection.commit();
    }

    private void record(String type, String hostname, String what) throws SQLException {
        event.setString(1, type);
        event.setString(2, hostname + what);
        event.setString(3, "server:" + hostname);
        event.executeUpdate();
    }

    private static String hostname(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                throw new SQLException("no such server, or none is free");
            }
            return row.getString(1);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
