package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.PowerState;
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
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Drift, import and orphans over HTTP, on a host in memory. */
class DriftHttpIT {
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
        post(200, "/api/v1/hosts/register", """
                {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}""");
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private JsonNode send(int status, String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode post(int status, String path, String body) throws Exception {
        return send(status, "POST", path, body);
    }

    private JsonNode get(String path) throws Exception {
        return send(200, "GET", path, "");
    }

    private UUID provision() throws Exception {
        JsonNode made = post(200, "/api/v1/vms/provision", """
                {"host_id":"h1","name":"web-01","cpu_cores":2,"memory_mb":256,"image":"base.qcow2","start":false}""");
        assertThat(made.path("vm").path("drift").asBoolean(true)).isFalse();
        return UUID.fromString(made.path("vm").path("vm_id").asText());
    }

    private void wild(UUID id, int cores) {
        host.put(new Domain(
                id,
                "wild",
                PowerState.STOPPED,
                true,
                cores,
                64,
                List.of(),
                List.of(),
                null,
                false,
                List.of(),
                host.domain(id).map(Domain::stamp).orElse(null)));
    }

    private JsonNode driftOf(UUID id, String kind) throws Exception {
        String path = "/api/v1/drift?host_id=h1&kind=" + kind + "&vm_id=" + id;
        Awaitility.await()
                .untilAsserted(() -> assertThat(get(path).path("items")).hasSize(1));
        return get(path).path("items").get(0);
    }

    @Test
    void driftIsListedPlannedAppliedAndGone() throws Exception {
        UUID id = provision();
        host.setAutostart(id, true);
        JsonNode drift = driftOf(id, "differs");
        assertThat(drift.path("differences").toString())
                .isEqualTo("[{\"field\":\"autostart\",\"wanted\":false,\"live\":null,\"persistent\":true}]");
        assertThat(get("/api/v1/vms/" + id).path("drift").asBoolean()).isTrue();
        JsonNode plan = post(200, "/api/v1/drift/plan", "{\"kinds\":[\"differs\"]}");
        assertThat(plan.path("items")
                        .get(0)
                        .path("commands")
                        .get(0)
                        .path("command")
                        .asText())
                .isEqualTo("set-autostart " + id);
        String hash = plan.path("plan_hash").asText();
        JsonNode applied = post(200, "/api/v1/drift/apply", "{\"plan_hash\":\"" + hash + "\"}");
        assertThat(applied.path("items").get(0).path("status").asText()).isEqualTo("succeeded");
        assertThat(get("/api/v1/drift").path("items")).isEmpty();
        assertThat(post(409, "/api/v1/drift/apply", "{\"plan_hash\":\"" + hash + "\"}")
                        .path("code")
                        .asText())
                .isEqualTo("conflict");
        post(404, "/api/v1/drift/apply", "{\"plan_hash\":\"" + "0".repeat(64) + "\"}");
        post(400, "/api/v1/drift/apply", "{}");
    }

    @Test
    void aDomainIsImportedAndItsDriftAdopted() throws Exception {
        UUID id = UUID.randomUUID();
        wild(id, 1);
        assertThat(driftOf(id, "unknown_to_cmdb").path("name").asText()).isEqualTo("wild");
        JsonNode vm = post(200, "/api/v1/vms/import", """
                {"host_id":"h1","vm_id":"%s","name":"x","cpu_cores":9,"memory_mb":9,"image":"debian",
                 "power_state":"running","networks":["default"],"labels":{"a":"b"},"annotations":{"c":"d"},
                 "created_at":"2020-01-01T00:00:00Z"}""".formatted(id)).path("vm");
        assertThat(vm.path("name").asText()).isEqualTo("wild");
        assertThat(vm.path("cpu_cores").asInt()).isEqualTo(1);
        assertThat(vm.path("power_state").asText()).isEqualTo("stopped");
        assertThat(vm.path("labels").toString()).isEqualTo("{\"a\":\"b\"}");
        assertThat(vm.path("annotations").toString()).isEqualTo("{\"c\":\"d\"}");
        assertThat(vm.path("created_at").asText()).isEqualTo("2020-01-01T00:00:00.000Z");
        assertThat(vm.path("drift").asBoolean(true)).isFalse();
        wild(id, 3);
        driftOf(id, "differs");
        JsonNode adopted = post(200, "/api/v1/drift/adopt", "{\"vm_id\":\"" + id + "\",\"fields\":[\"cpu_cores\"]}");
        assertThat(adopted.path("cpu_cores").asInt()).isEqualTo(3);
        assertThat(get("/api/v1/drift").path("items")).isEmpty();
        post(400, "/api/v1/drift/adopt", "{}");
    }

    @Test
    void orphansAreListedAndTheNamedOneIsRemoved() throws Exception {
        UUID id = provision();
        host.createVolume(new VolumeSpec("default", "kloigos-left.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        JsonNode orphans = get("/api/v1/hosts/h1/orphans?live=true");
        assertThat(orphans.path("volumes")).hasSize(1);
        assertThat(orphans.path("volumes").get(0).path("ours").asBoolean()).isTrue();
        assertThat(orphans.path("volumes").get(0).path("proof")).hasSize(6);
        post(409, "/api/v1/hosts/h1/orphans/remove", """
                {"volumes":[{"pool":"default","name":"kloigos-%s-root.qcow2"}]}""".formatted(id));
        post(200, "/api/v1/hosts/h1/orphans/remove", """
                {"volumes":[{"pool":"default","name":"kloigos-left.qcow2"}]}""");
        assertThat(get("/api/v1/hosts/h1/orphans").path("volumes")).isEmpty();
        post(400, "/api/v1/hosts/h1/orphans/remove", "{\"volumes\":[]}");
    }
}
