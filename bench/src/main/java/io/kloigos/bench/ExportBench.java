package io.kloigos.bench;

import io.kloigos.core.database.DatabaseConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The whole timeline exported by a server with little memory: how fast, and how much memory at most. */
final class ExportBench {
    private static final int HEAP_MB = 128;
    private static final int CHUNK = 1 << 16;

    private final ServerProcess server;
    private final HttpClient client = HttpClient.newHttpClient();

    private ExportBench(ServerProcess server) {
        this.server = server;
    }

    /** The server is one of its own on that database, which has this many days of events. */
    static void run(Options options, DatabaseConfig.Server database, Path folder, int days)
            throws IOException, InterruptedException {
        System.out.println("\n| exported by a server with -Xmx" + HEAP_MB
                + "m | rows | MB | seconds | rows/s | first byte after ms | resident MiB at most |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        Instant lastTenth = Instant.now().truncatedTo(ChronoUnit.DAYS).minus(days / 10, ChronoUnit.DAYS);
        try (ServerProcess server =
                ServerProcess.start(folder, database, options, Map.of("KLOIGOS_JAVA_OPTS", "-Xmx" + HEAP_MB + "m"))) {
            ExportBench bench = new ExportBench(server);
            for (String query :
                    List.of("format=ndjson&since=" + lastTenth, "format=ndjson", "format=json", "format=csv")) {
                bench.export("/api/v1/audit/export?" + query);
            }
        }
    }

    private void export(String path) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                        .timeout(Duration.ofMinutes(5))
                        .build(),
                BodyHandlers.ofInputStream());
        long firstByte = 0;
        long bytes = 0;
        Rows rows = new Rows();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = answer.body()) {
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                firstByte = firstByte == 0 ? System.nanoTime() - begun : firstByte;
                bytes += count;
                rows.read(chunk, count);
            }
        }
        double seconds = (System.nanoTime() - begun) / (double) TimeUnit.SECONDS.toNanos(1);
        System.out.printf(
                Locale.ROOT,
                "| `GET %s` | %,d | %,d | %.1f | **%,.0f** | %.1f | **%,d** |%n",
                path,
                rows.found,
                bytes / 1_000_000,
                seconds,
                rows.found / seconds,
                firstByte / (double) TimeUnit.MILLISECONDS.toNanos(1),
                server.mostResidentMb());
    }

    /** Each event of the benchmark says its number once, in every format: that many times "no. " is read. */
    private static final class Rows {
        private static final String MARK = "no. ";

        private int matched;
        private long found;

        void read(byte[] chunk, int count) {
            for (int i = 0; i < count; i++) {
                matched = chunk[i] == MARK.charAt(matched) ? matched + 1 : chunk[i] == MARK.charAt(0) ? 1 : 0;
                if (matched == MARK.length()) {
                    found++;
                    matched = 0;
                }
            }
        }
    }
}
