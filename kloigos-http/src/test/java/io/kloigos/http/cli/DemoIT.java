package io.kloigos.http.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** {@code kloigos demo} as a process of its own, where there are no hosts to be had. */
class DemoIT {
    private static final String ANSWERS = "Kloigos answers at ";
    private static final String RECORDS = "Its records are in ";

    private final List<String> said = new ArrayList<>();

    @Test
    void itFillsAPoolAndLeavesNothingBehind() throws Exception {
        int agentPort = freePort();
        Process demo = start(agentPort);
        try {
            URI uri = URI.create(read(demo, ANSWERS));
            Path records = Path.of(read(demo, RECORDS).replaceFirst(",.*", ""));
            assertThat(said).anyMatch(line -> line.startsWith("No KVM hosts in this demo: "));
            assertThat(said).anyMatch(line -> line.contains(uri + "provision"));
            assertThat(get(uri.resolve("/servers"))).hasSize(24);
            assertThat(get(URI.create("http://127.0.0.1:" + agentPort + "/healthz"))
                            .path("status")
                            .asText())
                    .isEqualTo("ok");
            assertThat(records).isDirectory();
            demo.destroy();
            assertThat(demo.waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(Files.exists(records)).isFalse();
        } finally {
            demo.destroy();
        }
    }

    private static Process start(int agentPort) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "io.kloigos.http.cli.Kloigos",
                "demo",
                "--port",
                "0",
                "--agent-port",
                String.valueOf(agentPort));
        builder.environment().remove("KLOIGOS_HOME");
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** What follows those words in the line that begins with them. */
    private String read(Process demo, String words) throws Exception {
        BufferedReader output = demo.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            said.add(line);
            if (line.startsWith(words)) {
                return line.substring(words.length());
            }
        }
        throw new AssertionError("the demo ended: " + said);
    }

    private static JsonNode get(URI uri) throws Exception {
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                        .body());
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
