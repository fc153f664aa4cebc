package io.kloigos.bench;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A claim and a release as one stored procedure each: the same rows changed, one round trip. */
final class ProcedurePool implements Client {
    private final Connection connection;
    private final PreparedStatement claim;
    private final PreparedStatement release;

    ProcedurePool(Connection connection) throws SQLException {
        this.connection = connection;
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        claim = connection.prepareStatement("call bench_claim('bench')");
        release = connection.prepareStatement("call bench_release(?)");
    }

    static void create(Connection connection) throws SQLException {
        drop(connection);
        run(connection, """
                create procedure bench_claim(service varchar(255))
                begin
                  declare picked bigint unsigned;
                  declare host varchar(255);
                  start transaction;
                  select s.id, s.hostname into picked, host from server s force index (server_pick)
                    where s.status = 'free' and s.kind = 'server'
                    and not exists (select 1 from claim_waiter w where w.state = 'waiting')
                    order by s.id limit 1 for update skip locked;
                  update server set status = 'running', service_name = service, started_at = utc_timestamp(3)
                    where id = picked;
                  insert into event (type, message, actor, target, created_at) values ('server.claimed',
                    concat(host, ' was claimed by ', service), 'bench', concat('server:', host), utc_timestamp(3));
                  commit;
                  select host;
                end
                """);
        run(connection, """
                create procedure bench_release(host varchar(255))
                begin
                  declare service varchar(255);
                  start transaction;
                  select service_name into service from server where hostname = host for update;
                  update server set status = if(status = 'maintenance', 'maintenance', 'free'), service_name = null,
                    owner = home_owner, started_at = null, expires_at = null, spread_name = null where hostname = host;
                  insert into event (type, message, actor, target, created_at) values ('server.released',
                    concat(host, ' was given back by ', service), 'bench', concat('server:', host), utc_timestamp(3));
                  commit;
                end
                """);
    }

    static void drop(Connection connection) throws SQLException {
        run(connection, "drop procedure if exists bench_claim");
        run(connection, "drop procedure if exists bench_release");
    }

    @Override
    public String claim() throws SQLException {
        try (ResultSet row = claim.executeQuery()) {
            if (!row.next() || row.getString(1) == null) {
                throw new SQLException("none is free");
            }
            return row.getString(1);
        }
    }

    @Override
    public void release(String hostname) throws SQLException {
        release.setString(1, hostname);
        release.execute();
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
