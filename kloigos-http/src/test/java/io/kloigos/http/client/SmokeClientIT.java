package io.kloigos.http.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.HttpServerConfig;
import io.kloigos.http.KloigosServices;
import io.kloigos.http.image.ImageFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The list of calls with which operators of the system before look whether theirs works, run by curl as it stands. */
class SmokeClientIT {
    private static final Pattern URL = Pattern.compile("http://(?:127\\.0\\.0\\.1|localhost):(\\d+)(\\S*)");
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What an answer must look like, by the path that was asked for, without its prefix. */
    private static final Map<String, Consumer<JsonNode>> SHAPES = Map.ofEntries(
            Map.entry(
                    "/healthz", json -> assertThat(json.path("status").asText()).isEqualTo("ok")),
            Map.entry(
                    "/agent/status",
                    json -> has(json.at("/items/0"), "host_id", "status", "last_heartbeat", "last_sweep")),
            Map.entry("/agent/push-now", json -> has(json.at("/items/0"), "host_id", "reachable", "last_error")),
            Map.entry(
                    "/api/v1/hosts",
                    json -> has(
                            json.path(0),
                            "host_id",
                            "name",
                            "address",
                            "status",
                            "cpu_cores",
                            "memory_mb",
                            "libvirt_uri",
                            "last_heartbeat")),
            Map.entry("/api/v1/overview", json -> {
                has(json.path("hosts"), "total", "ready", "total_cpu_cores", "total_memory_mb");
                has(json.path("projects"), "total", "quota_cpu_cores", "quota_memory_mb", "quota_vm_limit");
                has(json, "vms", "pool", "events", "tasks", "policies");
            }),
            Map.entry(
                    "/api/v1/projects",
                    json -> has(
                            json.isArray() ? json.path(0) : json, "project_id", "name", "description", "created_at")),
            Map.entry("/api/v1/events", json -> has(json.path(0), "event_id", "type", "message", "created_at")),
            Map.entry("/api/v1/runbooks/node-drain/execute", json -> {
                has(json, "task_id", "task_type", "target", "detail", "created_at", "completed_at");
                assertThat(json.path("status").asText()).isEqualTo("succeeded");
            }),
            Map.entry("/api/v1/tasks", json -> has(json.path(0), "task_id", "task_type", "status", "target")),
            Map.entry("/api/v1/backbone/check", json -> {
                assertThat(json.path("status").asText()).isEqualTo("ok");
                has(json.at("/checks/0"), "name", "result", "latency_ms", "detail");
            }),
            Map.entry("/api/v1/capabilities", json -> has(json, "features", "vm_actions", "runbooks")),
            Map.entry("/api/v1/routes", json -> {
                has(json, "base_path", "routes");
                assertThat(json.path("count").asInt())
                        .isEqualTo(json.path("routes").size());
            }),
            Map.entry(
                    "/api/v1/dashboard/diagnostics",
                    json -> assertThat(json.path("status").asText()).isEqualTo("ok")),
            Map.entry("/api/v1/roadmap", json -> has(json.at("/phases/0"), "phase", "name", "status", "items")),
            Map.entry("/api/v1/pending-tasks", json -> has(json, "count", "items")));

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    @TempDir
    Path folder;

    @Test
    void eachCallAnswersWhatItsReadersExpect() throws Exception {
        Files.writeString(folder.resolve(".curlrc"), "silent\nshow-error\nfail-with-body\n");
        int agentPort = freePort();
        try (KloigosServices services = KloigosServices.start(
                HttpServerConfig.loopback(0).withBasePath("/kvm"),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(folder))) {
            services.listenAlso(agentPort);
            register(services);
            for (String line : lines()) {
                Matcher url = URL.matcher(line);
                assertThat(url.find()).as(line).isTrue();
                int port =
                        url.group(1).equals("9090") ? agentPort : services.uri().getPort();
                String path = url.group(2).replaceFirst("^/kvm", "");
                String command = line.replaceFirst(":" + url.group(1), ":" + port);
                check(path, run(command));
            }
        }
    }

    private static void check(String path, String answer) throws IOException {
        Consumer<JsonNode> shape = SHAPES.get(path);
        if (shape == null) {
            assertThat(answer).as(path).contains("<html").contains("</html>");
        } else {
            shape.accept(JSON.readTree(answer));
        }
    }

    private static void has(JsonNode object, String... fields) {
        for (String field : fields) {
            assertThat(object.has(field)).as(field + " in " + object).isTrue();
        }
    }

    private static void register(KloigosServices services) {
        services.engine()
                .hosts()
                .register(
                        Caller.of("test"),
                        new HostRegistration(
                                "kvm-host-01",
                                "kvm-host-01",
                                "10.0.0.1",
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                8,
                                4096,
                                null,
                                true,
                                List.of(),
                                null));
    }

    /** Through the shell, as a person would paste it. */
    private String run(String line) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", line);
        builder.environment().put("CURL_HOME", folder.toString());
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("NO_PROXY", "127.0.0.1");
        Process process = builder.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String error = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(line + "\n" + answer + error).isZero();
        return answer;
    }

    private static List<String> lines() throws IOException {
        try (InputStream file = Objects.requireNonNull(SmokeClientIT.class.getResourceAsStream("smoke.sh"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
