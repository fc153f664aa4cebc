package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a host has, over HTTP: from the database, which costs the same with the host down, or live. */
class HostRoutesIT {
    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private final UUID stray = UUID.randomUUID();
    private KloigosServices services;
    private String vmId;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        Files.write(images.resolve("tiny.qcow2"), Qcow2.file(2 << 20, 1000));
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), new WatchSettings(Duration.ofHours(1), Duration.ofMillis(100))),
                hypervisors,
                new ImageFolder(images));
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        host.put(new Domain(
                stray, "stray", PowerState.PAUSED, true, 1, 64, List.of(), List.of(), null, false, List.of(), null));
        send("POST", "/api/v1/hosts/register", """
                {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}""");
        vmId = send("POST", "/api/v1/vms/provision", """
                        {"host_id":"h1","name":"web-01","cpu_cores":2,"memory_mb":256,"image":"base.qcow2"}""").at("/vm/vm_id").asText();
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private String text(String method, String path, String body) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(services.uri().resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        var answer = client.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode send(String method, String path, String body) throws Exception {
        return new ObjectMapper().readTree(text(method, path, body));
    }

    private JsonNode get(String path) throws Exception {
        return send("GET", path, "");
    }

    @Test
    void aHostIsRegisteredAndPutToWorkOncePerKey() throws Exception {
        String body = """
                {"host_id":"h7","name":"h7","address":"10.0.0.7","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}""";
        assertThat(get("/api/v1/vms/" + vmId).path("domain_type").asText()).isEqualTo("kvm");
        for (int i = 0; i < 2; i++) {
            keyed("k-register", "/api/v1/hosts/register", body);
            keyed("k-away", "/api/v1/hosts/h7/action", "{\"action\":\"mark_maintenance\"}");
            keyed("k-back", "/api/v1/hosts/h7/action", "{\"action\":\"mark_ready\"}");
            JsonNode pool = keyed("k-pool", "/api/v1/hosts/h7/pool", "{\"per\":\"numa_node\"}");
            assertThat(pool.at("/servers").findValuesAsText("hostname")).containsExactly("h7_n0", "h7_n1");
        }
        assertThat(get("/api/v1/hosts/h7").path("status").asText()).isEqualTo("ready");
        assertThat(get("/api/v1/events?target=host:h7").findValuesAsText("type"))
                .filteredOn(type -> type.equals("host.registered") || type.equals("host.mode_changed"))
                .containsExactly("host.mode_changed", "host.mode_changed", "host.registered");
    }

    private JsonNode keyed(String key, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void everythingThatAHostHasIsAnsweredAlsoWhileItIsDown() throws Exception {
        send("POST", "/api/v1/images", "{\"host_id\":\"h1\",\"name\":\"tiny\",\"source_url\":\"file:tiny.qcow2\"}");
        get("/api/v1/hosts/h1/networks?live=true");
        JsonNode before = get("/api/v1/hosts/h1/inventory-live");
        assertThat(before.at("/state/vm_count").asInt()).isEqualTo(1);
        assertThat(before.at("/state/network_count").asInt()).isEqualTo(1);
        assertThat(before.at("/vms/0/presence").asText()).isEqualTo("present");
        assertThat(before.at("/unmanaged/0/vm_id").asText()).isEqualTo(stray.toString());
        assertThat(before.at("/unmanaged/0/power_state").asText()).isEqualTo("paused");
        assertThat(before.at("/attachments/0/volumes").findValuesAsText("name"))
                .containsExactly("kloigos-" + vmId + "-root.qcow2", "kloigos-" + vmId + "-seed.iso");
        assertThat(before.at("/attachments/0/networks/0").asText()).isEqualTo("default");

        List<String> kept = List.of("networks", "images", "storage-pools");
        List<JsonNode> lists = new ArrayList<>();
        for (String list : kept) {
            lists.add(get("/api/v1/hosts/h1/" + list));
            assertThat(lists.get(lists.size() - 1).findParents("name")).as(list).isNotEmpty();
        }

        host.goAway();
        await().untilAsserted(() -> {
            JsonNode vm = get("/api/v1/vms/" + vmId);
            assertThat(vm.path("power_state").asText()).isEqualTo("unobserved");
            assertThat(vm.path("presence").asText()).isEqualTo("unobserved");
            assertThat(vm.path("last_power_state").asText()).isEqualTo("running");
        });
        assertThat(get("/api/v1/hosts/h1/inventory-live").path("networks")).isEqualTo(before.path("networks"));
        for (int i = 0; i < kept.size(); i++) {
            assertThat(get("/api/v1/hosts/h1/" + kept.get(i))).isEqualTo(lists.get(i));
        }
        assertThat(get("/api/v1/hosts/h1/vms").at("/vms/0/last_power_state").asText())
                .isEqualTo("running");
        assertThat(get("/api/v1/vms?host_id=h1&power_state=unobserved").findValuesAsText("vm_id"))
                .containsExactly(vmId);
        assertThat(get("/api/v1/hosts/h1/preflight").at("/checks/0/result").asText())
                .isEqualTo("failed");
        assertThat(send("POST", "/api/v1/hosts/h1/refresh", "").path("status").asText())
                .isEqualTo("unreachable");
        assertThat(get("/api/v1/hosts/h1/storage-pools?live=true")).isEqualTo(lists.get(2));
        JsonNode health = get("/api/v1/hosts/h1/agent-health");
        assertThat(health.path("reachable").asBoolean()).isFalse();
        assertThat(health.path("last_error").asText()).contains("away");
        assertThat(health.path("unreachable_since").asText()).isNotEmpty();
        // nothing stale is exported
        assertThat(text("GET", "/metrics", "")).doesNotContain("kloigos_vm_cpu_seconds_total{");
    }

    @Test
    void volumesTellWhoNeedsThem() throws Exception {
        JsonNode pools = get("/api/v1/hosts/h1/storage-pools?live=true").path("storage_pools");
        assertThat(pools.findValuesAsText("pool_id")).hasSize(1);
        JsonNode volumes = pools.at("/0/volumes");
        assertThat(volumes.findValuesAsText("name"))
                .containsExactly("base.qcow2", "kloigos-" + vmId + "-root.qcow2", "kloigos-" + vmId + "-seed.iso");
        // the base of an overlay is in use too
        volumes.forEach(volume -> assertThat(volume.at("/used_by/0").asText()).isEqualTo(vmId));
    }

    @Test
    void figuresAreKeptAndExported() throws Exception {
        await().untilAsserted(() -> {
            assertThat(get("/api/v1/vms/" + vmId + "/figures")
                            .at("/samples/0/memory_bytes")
                            .asLong())
                    .isEqualTo(256L << 20);
            assertThat(get("/api/v1/hosts/h1/figures")
                            .at("/samples/0/running_vms")
                            .asInt())
                    .isPositive();
        });
        String metrics = text("GET", "/metrics", "");
        assertThat(metrics)
                .contains("kloigos_vm_memory_bytes{host_id=\"h1\",name=\"web-01\",vm_id=\"" + vmId + "\"}")
                .contains("kloigos_hosts_connected 1.0")
                .contains("kloigos_host_corrections_total 0.0")
                .contains("kloigos_host_running_vms{host_id=\"h1\"}");
    }

    @Test
    void aRefreshFindsWhatNoEventToldOf() throws Exception {
        host.goSilent(true);
        host.remove(stray);
        send("POST", "/api/v1/hosts/h1/refresh", "");
        assertThat(get("/api/v1/hosts/h1/inventory-live").path("unmanaged")).isEmpty();
        assertThat(text("GET", "/metrics", "")).contains("kloigos_host_corrections_total 1.0");
    }
}
