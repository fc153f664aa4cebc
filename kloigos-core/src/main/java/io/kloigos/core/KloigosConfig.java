package io.kloigos.core;

import io.kloigos.core.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How an engine runs.
 *
 * @param lookInterval how often each host is looked at
 */
public record KloigosConfig(DatabaseConfig database, Duration lookInterval) {
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(10);

    /** An engine with a database server of its own in that folder. */
    public static KloigosConfig embedded(Path dataFolder) {
        return new KloigosConfig(new DatabaseConfig.Embedded(dataFolder), LOOK_INTERVAL);
    }

    /** An engine on a MariaDB server or cluster that someone else runs. */
    public static KloigosConfig server(String url, String user, String password) {
        return new KloigosConfig(new DatabaseConfig.Server(url, user, password), LOOK_INTERVAL);
    }
}
