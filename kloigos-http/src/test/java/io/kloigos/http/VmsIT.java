package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.image.ImageFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Hosts, VMs and tasks over HTTP, on a host in memory. */
class VmsIT {
    private static final String VM =
            "{\"host_id\":\"h1\",\"name\":\"web-01\",\"cpu_cores\":2,\"memory_mb\":256,\"image\":\"base.qcow2\"}";

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private JsonNode register() throws Exception {
        return json(200, post("/api/v1/hosts/register", """
                {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}"""));
    }

    private HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(services.uri().resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        return send("POST", path, body, headers);
    }

    private JsonNode get(String path) throws Exception {
        return json(200, send("GET", path, ""));
    }

    private static JsonNode json(int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void aHostIsRegisteredInTheSeedsShape() throws Exception {
        JsonNode registered = register();
        assertThat(registered.path("host_id").asText()).isEqualTo("h1");
        assertThat(registered.path("status").asText()).isEqualTo("ready");
        assertThat(registered.path("cpu_cores").asInt()).isPositive();
        assertThat(registered.path("last_heartbeat").isTextual()).isTrue();
        assertThat(get("/api/v1/hosts?status=ready")).hasSize(1);
        assertThat(json(200, post("/api/v1/hosts/h1/action", "{\"action\":\"mark_maintenance\"}"))
                        .path("status")
                        .asText())
                .isEqualTo("maintenance");
        assertThat(json(409, post("/api/v1/vms/provision", VM)).path("code").asText())
                .isEqualTo("conflict");
        assertThat(json(200, send("DELETE", "/api/v1/hosts/h1", "")).toString())
                .isEqualTo("{\"status\":\"deleted\",\"host_id\":\"h1\"}");
    }

    @Test
    void aVmIsMadeStoppedStartedAndDeleted() throws Exception {
        register();
        JsonNode made = json(200, post("/api/v1/vms/provision", VM));
        assertThat(made.path("host_id").asText()).isEqualTo("h1");
        String id = made.at("/vm/vm_id").asText();
        assertThat(made.at("/vm/power_state").asText()).isEqualTo("running");
        assertThat(get("/api/v1/hosts/h1/vms").path("vms").get(0)).isEqualTo(get("/api/v1/vms/" + id));
        assertThat(json(200, post("/api/v1/vms/" + id + "/action", "{\"host_id\":\"h1\",\"action\":\"stop\"}"))
                        .at("/vm/power_state")
                        .asText())
                .isEqualTo("stopped");
        assertThat(json(200, post("/api/v1/vms/" + id + "/action", "{\"action\":\"start\"}"))
                        .at("/vm/power_state")
                        .asText())
                .isEqualTo("running");
        assertThat(json(404, post("/api/v1/vms/" + id + "/action", "{\"host_id\":\"h2\",\"action\":\"stop\"}"))
                        .path("code")
                        .asText())
                .isEqualTo("not_found");
        assertThat(json(200, send("DELETE", "/api/v1/vms/" + id + "?host_id=h1", ""))
                        .toString())
                .isEqualTo("{\"host_id\":\"h1\",\"result\":{\"status\":\"deleted\",\"vm_id\":\"" + id + "\"}}");
        json(404, send("GET", "/api/v1/vms/" + id, ""));
    }

    @Test
    void aVmFindsItsHost() throws Exception {
        register();
        JsonNode explained = json(200, post("/api/v1/vms/placement", VM));
        assertThat(explained.path("host_id").asText()).isEqualTo("h1");
        assertThat(explained.at("/hosts/0/fits").asBoolean()).isTrue();
        String anywhere = VM.replace("\"host_id\":\"h1\",", "");
        assertThat(json(200, post("/api/v1/vms/provision", anywhere))
                        .path("host_id")
                        .asText())
                .isEqualTo("h1");
        JsonNode none = json(
                409,
                post(
                        "/api/v1/vms/provision",
                        VM.replace("\"h1\"", "\"auto\"")
                                .replace("web-01", "web-02")
                                .replace("256", "99999")));
        assertThat(none.path("code").asText()).isEqualTo("exhausted");
        assertThat(none.path("detail").asText()).contains("h1: has ").contains("MiB of memory left");
    }

    @Test
    void aListIsAskedForLiveFromOneHost() throws Exception {
        register();
        json(200, post("/api/v1/vms/provision", VM));
        assertThat(get("/api/v1/vms?host_id=h1&live=true")).hasSize(1);
        assertThat(json(400, send("GET", "/api/v1/vms?live=true", ""))
                        .at("/errors/0/field")
                        .asText())
                .isEqualTo("host_id");
    }

    @Test
    void whoWouldRatherNotWaitGetsTheTask() throws Exception {
        register();
        HttpResponse<String> accepted = post("/api/v1/vms/provision", VM, "Prefer", "respond-async");
        String location = accepted.headers().firstValue("Location").orElseThrow();
        assertThat(location)
                .isEqualTo(
                        "/api/v1/tasks/" + json(202, accepted).path("task_id").asText());
        JsonNode ended = Awaitility.await()
                .until(() -> get(location), task -> task.path("completed_at").isTextual());
        assertThat(ended.path("status").asText()).isEqualTo("succeeded");
        assertThat(ended.path("progress").asInt()).isEqualTo(100);
        assertThat(ended.path("steps"))
                .extracting(s -> s.path("name").asText())
                .containsExactly("create-disk", "write-seed", "define", "start", "observe");
    }

    @Test
    void aFailureIsTheProblemThatItIs() throws Exception {
        register();
        JsonNode problem = json(404, post("/api/v1/vms/provision", VM.replace("base.qcow2", "none.qcow2")));
        assertThat(problem.path("code").asText()).isEqualTo("not_found");
        assertThat(problem.path("detail").asText()).contains("none.qcow2");
        assertThat(get("/api/v1/vms")).isEmpty();
        json(404, send("GET", "/api/v1/tasks/" + UUID.randomUUID(), ""));
    }

    @Test
    void aHostThatCannotBeReachedIsRegisteredWithItsReason() throws Exception {
        hypervisors.obstruct(
                "10.0.0.1",
                new io.kloigos.core.hypervisor.Contact.Failed(
                        io.kloigos.core.hypervisor.Contact.Obstacle.REFUSED, "Nothing listens there.", null));
        JsonNode registered = register();
        assertThat(registered.path("status").asText()).isEqualTo("unreachable");
        assertThat(registered.path("reason").asText()).isEqualTo("Nothing listens there.");
        assertThat(json(504, post("/api/v1/vms/provision", VM)).path("code").asText())
                .isEqualTo("host_unreachable");
    }
}
