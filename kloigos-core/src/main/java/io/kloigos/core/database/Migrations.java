package io.kloigos.core.database;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;

/** Brings the schema to the version that this program was built for; instances that start together take turns. */
final class Migrations {
    private Migrations() {}

    static void run(DataSource dataSource) {
        Flyway flyway = Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:io/kloigos/sql")
                .table("schema_version")
                .ignoreMigrationPatterns("*:future")
                .load();
        try {
            refuseNewer(flyway.info());
            flyway.migrate();
        } catch (FlywayException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, "The database schema could not be brought up to date: " + e.getMessage(), e);
        }
    }

    private static void refuseNewer(MigrationInfoService info) {
        for (MigrationInfo applied : info.applied()) {
            if (applied.getState() == MigrationState.FUTURE_SUCCESS) {
                throw new KloigosException(
                        ErrorCode.UNAVAILABLE,
                        "The database has schema version " + applied.getVersion()
                                + ", which is newer than this Kloigos knows. Start the version of Kloigos that"
                                + " migrated it, or a newer one.");
            }
        }
    }
}
