package io.kloigos.core.database;

import java.nio.file.Path;

/** Which MariaDB to use. */
public sealed interface DatabaseConfig {
    /** A MariaDB server of our own, started for us, that keeps its files in this folder. */
    record Embedded(Path folder) implements DatabaseConfig {}

    /**
     * A MariaDB server or Galera cluster that someone else runs.
     *
     * @param url JDBC URL, {@code jdbc:mariadb://host:3306/kloigos}; may name several hosts
     */
    record Server(String url, String user, String password) implements DatabaseConfig {
        @Override
        public String toString() {
            return "Server[url=" + url + ", user=" + user + "]";
        }
    }
}
