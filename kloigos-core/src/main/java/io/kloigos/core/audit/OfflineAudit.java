package io.kloigos.core.audit;

import io.kloigos.core.audit.Verification.Known;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.EmbeddedMariaDb;
import org.jspecify.annotations.Nullable;

/** The verification of a timeline that no engine runs on, or need run on. */
public final class OfflineAudit {
    private OfflineAudit() {}

    /**
     * Opens the database, starting it and bringing its schema up to date where that is needed, and verifies its timeline.
     *
     * @param known a block that must be in the chain with that hash; null for none
     */
    public static Verification verify(DatabaseConfig config, @Nullable Known known) {
        if (config instanceof DatabaseConfig.Embedded local) {
            try (EmbeddedMariaDb embedded = EmbeddedMariaDb.start(local.folder())) {
                return verify(embedded.access(), known);
            }
        }
        return verify((DatabaseConfig.Server) config, known);
    }

    private static Verification verify(DatabaseConfig.Server server, @Nullable Known known) {
        try (Database database = Database.open(server)) {
            return AuditLog.verify(database, known);
        }
    }
}
