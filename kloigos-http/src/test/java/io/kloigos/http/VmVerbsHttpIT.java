package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Qcow2;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.image.ImageFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What can be done with a VM over HTTP, on hosts in memory: the shapes that clients of the seeds read. */
class VmVerbsHttpIT {
    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private KloigosServices services;

    @TempDir
    Path images;

    private String id;
    private String vm;

    @BeforeEach
    void start() throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
        for (String host : new String[] {"1", "2"}) {
            hypervisors
                    .host("10.0.0." + host)
                    .createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
            json(200, send("POST", "/api/v1/hosts/register", """
                    {"host_id":"h%s","name":"h%s","address":"10.0.0.%s","trust_on_first_use":true,
                     "libvirt_uri":"qemu:///system"}""".formatted(host, host, host)));
        }
        id = json(200, send("POST", "/api/v1/vms/provision", """
                {"host_id":"h1","name":"web-01","cpu_cores":2,"memory_mb":256,"image":"base.qcow2"}"""))
                .at("/vm/vm_id")
                .asText();
        vm = "/api/v1/vms/" + id;
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(services.uri().resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode json(int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode post(String path, String body) throws Exception {
        return json(200, send("POST", vm + path, body));
    }

    @Test
    void sizeMetadataAndProtection() throws Exception {
        JsonNode resized = post("/resize", "{\"host_id\":\"h1\",\"cpu_cores\":4,\"memory_mb\":512}");
        assertThat(resized.path("host_id").asText()).isEqualTo("h1");
        assertThat(resized.at("/vm/cpu_cores").asInt()).isEqualTo(4);
        assertThat(resized.path("restart_required").asBoolean()).isFalse();
        json(404, send("POST", vm + "/resize", "{\"host_id\":\"h2\",\"cpu_cores\":4,\"memory_mb\":512}"));
        json(400, send("POST", vm + "/resize", "{\"cpu_cores\":4}"));
        assertThat(post("/metadata", "{\"labels\":{\"a\":\"b\"}}")
                        .at("/vm/labels/a")
                        .asText())
                .isEqualTo("b");
        assertThat(json(200, send("PATCH", vm, "{\"protected\":true,\"description\":\"x\"}"))
                        .at("/vm/protected")
                        .asBoolean())
                .isTrue();
        assertThat(json(409, send("DELETE", vm, "")).path("detail").asText()).contains("is protected");
        json(200, send("PATCH", vm, "{\"protected\":false}"));
        json(200, send("DELETE", vm + "?graceful=true", ""));
    }

    @Test
    void snapshots() throws Exception {
        JsonNode taken = post("/snapshots", "{\"host_id\":\"h1\",\"name\":\"one\"}");
        assertThat(taken.path("host_id").asText()).isEqualTo("h1");
        String snapshot = taken.at("/snapshot/snapshot_id").asText();
        assertThat(taken.at("/snapshot/captured_power_state").asText()).isEqualTo("running");
        assertThat(taken.at("/snapshot/captured_memory_mb").asInt()).isEqualTo(256);
        JsonNode list = json(200, send("GET", vm + "/snapshots?host_id=h1", ""));
        assertThat(list.path("vm_id").asText()).isEqualTo(id);
        assertThat(list.path("snapshots")).hasSize(1);
        assertThat(list.at("/snapshots/0")).isEqualTo(taken.path("snapshot"));
        assertThat(post("/snapshots/" + snapshot + "/revert", "{\"host_id\":\"h1\"}")
                        .at("/vm/power_state")
                        .asText())
                .isEqualTo("running");
        assertThat(json(200, send("DELETE", vm + "/snapshots/" + snapshot + "?host_id=h1", ""))
                        .toString())
                .isEqualTo("{\"host_id\":\"h1\",\"result\":{\"status\":\"deleted\",\"snapshot_id\":\"" + snapshot
                        + "\",\"vm_id\":\"" + id + "\"}}");
    }

    @Test
    void disksMediaInterfacesAndWhatIsAttached() throws Exception {
        assertThat(post("/disks", "{\"size_gb\":1,\"bus\":\"scsi\"}").at("/vm/disks"))
                .hasSize(3);
        post("/disks/sdb/resize", "{\"size_gb\":2}");
        JsonNode attachments = json(200, send("GET", vm + "/attachments?host_id=h1", ""));
        assertThat(attachments.at("/attachments/image").asText()).isEqualTo("base.qcow2");
        assertThat(attachments.at("/attachments/networks/0").asText()).isEqualTo("default");
        assertThat(attachments.at("/attachments/volumes/2/size_gb").asDouble()).isEqualTo(2);
        assertThat(json(200, send("DELETE", vm + "/disks/sdb?keep=false", "")).at("/vm/disks"))
                .hasSize(2);
        json(400, send("POST", vm + "/disks", "{\"size_gb\":1,\"volume\":\"x\"}"));
        post("/cdrom", "{\"volume\":null}");
        post("/interfaces", "{\"network\":\"default\",\"model\":\"e1000\",\"mac\":\"52:54:00:0a:0b:0c\"}");
        assertThat(json(200, send("DELETE", vm + "/interfaces/52:54:00:0a:0b:0c", ""))
                        .at("/vm/networks"))
                .hasSize(1);
        json(404, send("DELETE", vm + "/interfaces/52:54:00:0a:0b:0d", ""));
    }

    @Test
    void anImageIsDeployedToAVmThatIsOff() throws Exception {
        Files.write(images.resolve("tiny.qcow2"), Qcow2.file(2 << 20, 1000));
        json(200, send("POST", "/api/v1/images", """
                {"host_id":"h1","name":"tiny","version":"2","source_url":"file:tiny.qcow2"}"""));
        json(404, send("POST", vm + "/deploy", "{\"image\":\"tiny:1\"}"));
        assertThat(json(409, send("POST", vm + "/deploy", "{\"image\":\"tiny\"}"))
                        .path("detail")
                        .asText())
                .isEqualTo("VM web-01 is running: stop it before it gets another disk.");
        post("/action", "{\"action\":\"force_stop\"}");
        JsonNode deployed = post("/deploy", "{\"image\":\"tiny\"}").path("vm");
        assertThat(deployed.path("image").asText()).isEqualTo("tiny:2");
        assertThat(deployed.path("disks")).hasSize(2);
        assertThat(deployed.path("drift").isNull() || deployed.path("drift").isEmpty())
                .isTrue();
        assertThat(json(200, send("GET", "/api/v1/trash", "")).findValuesAsText("volume"))
                .containsExactly("kloigos-" + id + "-root.qcow2");
        assertThat(post("/action", "{\"action\":\"start\"}")
                        .at("/vm/power_state")
                        .asText())
                .isEqualTo("running");
        json(200, send("DELETE", vm, ""));
        assertThat(json(200, send("GET", "/api/v1/trash", "")).findValuesAsText("volume"))
                .hasSize(2);
    }

    @Test
    void itMovesToAnotherHost() throws Exception {
        JsonNode moved = post("/migrate", "{\"source_host_id\":\"h1\",\"target_host_id\":\"h2\"}");
        assertThat(moved.path("vm_id").asText()).isEqualTo(id);
        assertThat(moved.path("source_host_id").asText()).isEqualTo("h1");
        assertThat(moved.path("target_host_id").asText()).isEqualTo("h2");
        assertThat(moved.at("/vm/power_state").asText()).isEqualTo("running");
        assertThat(json(409, send("POST", vm + "/migrate", "{\"target_host_id\":\"h2\"}"))
                        .path("detail")
                        .asText())
                .contains("is on h2 already");
    }

    private JsonNode async(String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(vm + path))
                .POST(BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Prefer", "respond-async")
                .build();
        return json(202, client.send(request, BodyHandlers.ofString()));
    }

    private JsonNode task(JsonNode accepted) throws Exception {
        return json(200, send("GET", "/api/v1/tasks/" + accepted.path("task_id").asText(), ""));
    }

    @Test
    void aChangeWaitsForItsTurnAndSaysBehindWhat() throws Exception {
        FakeHypervisor host = hypervisors.host("10.0.0.1");
        host.guestsObey(false);
        JsonNode stop = async("/action", "{\"action\":\"stop\"}");
        JsonNode label = async("/metadata", "{\"labels\":{\"a\":\"b\"}}");
        assertThat(label.path("status").asText()).isEqualTo("queued");
        assertThat(label.path("waits_for").toString())
                .isEqualTo("{\"task_id\":\"" + stop.path("task_id").asText() + "\",\"detail\":\"stop VM web-01\"}");
        assertThat(task(label).path("waits_for")).isEqualTo(label.path("waits_for"));
        assertThat(send("GET", "/tasks/" + label.path("task_id").asText(), "").body())
                .contains("Waits for", ">stop VM web-01</a>");

        UUID vmId = UUID.fromString(id);
        host.powerOff(vmId, host.domain(vmId).orElseThrow().stamp().owner());
        await().until(() -> task(label).path("completed_at").isTextual());
        assertThat(task(label).path("status").asText()).isEqualTo("succeeded");
        assertThat(task(label).path("waits_for").isNull()).isTrue();
        assertThat(json(200, send("GET", vm, "")).at("/labels/a").asText()).isEqualTo("b");
    }

    @Test
    void aTaskWhoseHostIsBeingConnectedSaysSo() throws Exception {
        setConnection("unreachable");
        JsonNode label = async("/metadata", "{\"labels\":{\"a\":\"b\"}}");
        assertThat(label.path("waits_for_host").asBoolean()).isTrue();
        assertThat(send("GET", "/tasks/" + label.path("task_id").asText(), "").body())
                .contains("its host to be connected");
        setConnection("ready");
        await().until(() -> task(label).path("completed_at").isTextual());
        assertThat(task(label).path("waits_for_host").toString()).isEqualTo("false");
    }

    private void setConnection(String connection) throws SQLException {
        try (Connection database = mariadb.connect();
                Statement statement = database.createStatement()) {
            statement.execute("update host set connection = '" + connection + "' where host_id = 'h1'");
        }
    }
}
