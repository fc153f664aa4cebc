package io.kloigos.http.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.database.DatabaseConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code kloigos serve} as a process of its own, to be killed without warning. */
final class ServerProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANSWERS = "Kloigos answers at ";

    private final Process process;
    private final URI uri;
    private final HttpClient client = HttpClient.newHttpClient();

    private ServerProcess(Process process, URI uri) {
        this.process = process;
        this.uri = uri;
    }

    /** On a database server that outlives it. */
    static ServerProcess on(DatabaseConfig.Server database, Path sshKey) {
        ProcessBuilder builder = command(List.of("--port", "0", "--ssh-key", sshKey.toString()));
        builder.environment().put("KLOIGOS_DB_URL", database.url());
        builder.environment().put("KLOIGOS_DB_USER", database.user());
        builder.environment().put("KLOIGOS_DB_PASSWORD", database.password());
        return start(builder);
    }

    /** With an embedded database in that folder. */
    static ServerProcess in(Path data, int port) {
        return start(command(List.of("--port", String.valueOf(port), "--data", data.toString())));
    }

    private static ProcessBuilder command(List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.kloigos.http.cli.Kloigos",
                "serve"));
        command.addAll(options);
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private static ServerProcess start(ProcessBuilder builder) {
        try {
            Process process = builder.start();
            BufferedReader output = process.inputReader();
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(ANSWERS)) {
                    return new ServerProcess(process, URI.create(line.substring(ANSWERS.length())));
                }
            }
            throw new AssertionError("the server ended before it answered");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return uri.getPort();
    }

    URI uri() {
        return uri;
    }

    JsonNode get(String path) {
        return send(HttpRequest.newBuilder(uri.resolve(path)).GET(), 200);
    }

    JsonNode post(String path, String body, int status, String... headers) {
        return send("POST", path, body, status, headers);
    }

    JsonNode send(String method, String path, String body, int status, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri.resolve(path))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request, status);
    }

    private JsonNode send(HttpRequest.Builder request, int status) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != status) {
                throw new AssertionError(response.request().method() + " " + response.uri() + " answered "
                        + response.statusCode() + ": " + response.body());
            }
            return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** {@code kill -9}. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
