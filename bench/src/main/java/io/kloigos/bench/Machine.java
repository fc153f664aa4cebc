package io.kloigos.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** What a figure was measured on. */
final class Machine {
    private Machine() {}

    static void print(String database) throws IOException {
        System.out.printf(
                "%s; %s, %d processors, %d GiB; Linux %s; Java %s%s; load average before: %s%n%n",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                field("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 20,
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                database.isEmpty() ? "" : "; MariaDB " + database,
                Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    }

    private static String field(String file, String name) throws IOException {
        return Files.readString(Path.of(file))
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
