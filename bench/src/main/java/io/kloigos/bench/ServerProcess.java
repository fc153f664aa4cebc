package io.kloigos.bench;

import io.kloigos.core.database.DatabaseConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The HTTP server as an operator starts it, in a process of its own, on the benchmark's database. */
record ServerProcess(Process process, int port) implements AutoCloseable {
    private static final int START_SECONDS = 240;
    private static final int STOP_SECONDS = 30;

    static ServerProcess start(
            Path folder, DatabaseConfig.Server database, Options options, Map<String, String> settings)
            throws IOException, InterruptedException {
        int port = freePort();
        List<String> command = List.of(
                options.root().resolve("bin/kloigos").toString(),
                "serve",
                "--port",
                String.valueOf(port),
                "--data",
                folder.resolve("server").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("server.log").toFile());
        Map<String, String> environment = builder.environment();
        environment.putAll(settings);
        environment.put("KLOIGOS_DB_URL", database.url());
        environment.put("KLOIGOS_DB_USER", database.user());
        environment.put("KLOIGOS_DB_PASSWORD", database.password());
        if (!options.recording().isEmpty()) {
            environment.put(
                    "KLOIGOS_JAVA_OPTS",
                    "-XX:StartFlightRecording:settings=profile,dumponexit=true,filename=" + options.recording());
        }
        ServerProcess server = new ServerProcess(builder.start(), port);
        server.await(folder.resolve("server.log"));
        return server;
    }

    long pid() {
        return process.pid();
    }

    /** Its resident memory. */
    long residentMb() throws IOException {
        return status("VmRSS") >> 10;
    }

    /** The most that it ever was. */
    long mostResidentMb() throws IOException {
        return status("VmHWM") >> 10;
    }

    long threads() throws IOException {
        return status("Threads");
    }

    private long status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid()), "status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0L);
    }

    private void await(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IllegalStateException("bin/kloigos serve did not start: " + Files.readString(log));
            }
            process.waitFor(20, TimeUnit.MILLISECONDS);
        }
    }

    private boolean listens() {
        try (Socket probe = new Socket("127.0.0.1", port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
