package io.kloigos.core.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rules that every table keeps, whoever adds it. */
class SchemaIT {
    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    /** MariaDB's type {@code uuid} refuses what libvirt takes, and a join of two types uses no index. */
    @Test
    void idsThatHostsChooseAreTextEverywhere() throws SQLException {
        List<String> others = query("""
                select concat(table_name, '.', column_name, ' ', column_type) from information_schema.columns
                where table_schema = database() and column_name in ('vm_id', 'network_id')
                  and not (column_type = 'char(36)' and collation_name = 'ascii_bin')""");
        assertThat(others).isEmpty();
    }

    private List<String> query(String sql) throws SQLException {
        try (Kloigos ignored = Kloigos.open(
                        new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), new FakeHypervisors());
                Connection connection = mariaDb.connect();
                ResultSet rows = connection.createStatement().executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }
}
