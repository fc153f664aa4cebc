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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Networks, addresses and security groups over HTTP, on a host in memory. */
class NetworksIT {
    private static final String LAN = "{\"host_id\":\"h1\",\"name\":\"lan\",\"cidr\":\"10.5.0.0/24\"}";

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
        json(200, send("POST", "/api/v1/hosts/register", """
                {"host_id":"h1","name":"h1","address":"10.0.0.1","cpu_cores":0,"memory_mb":0,
                 "libvirt_uri":"qemu:///system","trust_on_first_use":true}"""));
    }

    @AfterEach
    void stop() {
        services.close();
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

    private JsonNode get(String path) throws Exception {
        return json(200, send("GET", path, ""));
    }

    private static JsonNode json(int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    @Test
    void aNetworkComesChangesAndGoesInTheSeedsShape() throws Exception {
        JsonNode made = json(200, send("POST", "/api/v1/networks", LAN));
        JsonNode network = made.path("network");
        String id = network.path("network_id").asText();
        assertThat(made).isEqualTo(json("""
                {"host_id":"h1","network":{"network_id":"%s","name":"lan","cidr":"10.5.0.0/24","vlan_id":null,
                 "created_at":%s,"mode":"nat","bridge":"%s","dhcp":{"start":"10.5.0.2","end":"10.5.0.254"},
                 "domain":null,"dns":[],"host_id":"h1","managed":true,"active":true,"autostart":true,"used_by":[]}}
                """.formatted(
                        id, network.path("created_at"), network.path("bridge").asText())));
        assertThat(get("/api/v1/networks/" + id)).isEqualTo(network);
        assertThat(get("/api/v1/networks?host_id=h1")).hasSize(2);
        HttpResponse<String> page = send("GET", "/api/v1/networks?limit=1", "");
        assertThat(json(200, page).get(0).path("name").asText()).isEqualTo("default");
        String next = page.headers().firstValue("Link").orElseThrow().replaceFirst("<([^>]*)>.*", "$1");
        assertThat(get(next)).containsExactly(network);

        JsonNode changed = json(200, send("PATCH", "/api/v1/networks/" + id, """
                {"dhcp":{"start":"10.5.0.100","end":"10.5.0.110"},"dns":[{"ip":"10.5.0.9","hostnames":["db"]}]}"""));
        assertThat(changed.at("/network/dhcp")).isEqualTo(json("{\"start\":\"10.5.0.100\",\"end\":\"10.5.0.110\"}"));
        assertThat(changed.at("/network/dns")).isEqualTo(json("[{\"ip\":\"10.5.0.9\",\"hostnames\":[\"db\"]}]"));

        assertThat(json(200, send("DELETE", "/api/v1/networks/" + id + "?host_id=h1", "")))
                .isEqualTo(
                        json("{\"host_id\":\"h1\",\"result\":{\"status\":\"deleted\",\"network_id\":\"" + id + "\"}}"));
        json(404, send("GET", "/api/v1/networks/" + id, ""));
    }

    @Test
    void whatIsWrongIsSaidByItsField() throws Exception {
        assertThat(json(400, send("POST", "/api/v1/networks", "{\"name\":\"lan\"}"))
                        .toString())
                .contains("host_id");
        assertThat(json(400, send("POST", "/api/v1/networks", LAN.replace("}", ",\"dhcp\":7}")))
                        .toString())
                .contains("dhcp");
        assertThat(json(400, send("POST", "/api/v1/networks", LAN.replace("}", ",\"vlan_id\":5}")))
                        .path("detail")
                        .asText())
                .contains("modes ovs and bridge");
        json(200, send("POST", "/api/v1/networks", LAN));
        assertThat(json(409, send("POST", "/api/v1/networks", LAN))
                        .path("detail")
                        .asText())
                .contains("already");
    }

    @Test
    void aNetworkIsPlannedBeforeItIsMade() throws Exception {
        HttpResponse<String> planned = send("POST", "/api/v1/networks?dry_run=true", LAN);
        JsonNode plan = json(200, planned);
        assertThat(plan.path("task_type").asText()).isEqualTo("network.create");
        assertThat(get("/api/v1/networks")).hasSize(1);
        String hash = plan.path("plan_hash").asText();
        json(200, send("POST", "/api/v1/networks", LAN, "If-Match", "\"" + hash + "\""));
        assertThat(get("/api/v1/networks")).hasSize(2);
    }

    @Test
    void aVlanOnALinuxBridgeIsAllowedPerHost() throws Exception {
        String vlan = "{\"host_id\":\"h1\",\"name\":\"vlan7\",\"mode\":\"bridge\",\"vlan_id\":7}";
        assertThat(json(409, send("POST", "/api/v1/networks", vlan))
                        .path("detail")
                        .asText())
                .contains("PUT /api/v1/hosts/h1/vlan-uplink");
        json(400, send("PUT", "/api/v1/hosts/h1/vlan-uplink", "{}"));
        assertThat(json(200, send("PUT", "/api/v1/hosts/h1/vlan-uplink", "{\"interface\":\"eth1\"}")))
                .isEqualTo(json("{\"host_id\":\"h1\",\"interface\":\"eth1\"}"));
        JsonNode network = json(200, send("POST", "/api/v1/networks", vlan)).path("network");
        assertThat(network.path("vlan_id").asInt()).isEqualTo(7);
        json(409, send("DELETE", "/api/v1/hosts/h1/vlan-uplink", ""));
        json(
                200,
                send("DELETE", "/api/v1/networks/" + network.path("network_id").asText(), ""));
        json(200, send("DELETE", "/api/v1/hosts/h1/vlan-uplink", ""));
        assertThat(get("/api/v1/hosts/h1/vlan-uplink").path("interface").isNull())
                .isTrue();
    }

    @Test
    void aGroupChangesItsRules() throws Exception {
        String id = json(200, send("POST", "/api/v1/security-groups", "{\"name\":\"web\",\"rules\":[]}"))
                .path("group_id")
                .asText();
        JsonNode changed = json(200, send("PATCH", "/api/v1/security-groups/" + id, """
                {"rules":[{"direction":"in","protocol":"tcp","ports":"443"}]}"""));
        assertThat(changed.at("/rules/0/ports").asText()).isEqualTo("443");
        assertThat(get("/api/v1/security-groups/" + id)).isEqualTo(changed);
    }

    @Test
    void addressesAreKeptAndReleased() throws Exception {
        String id = json(200, send("POST", "/api/v1/networks", LAN))
                .at("/network/network_id")
                .asText();
        String reservations = "/api/v1/networks/" + id + "/reservations";
        JsonNode kept = json(
                200,
                send(
                        "POST",
                        reservations,
                        "{\"mac\":\"52:54:00:AA:00:01\",\"address\":\"10.5.0.7\",\"hostname\":\"web\"}"));
        assertThat(kept.at("/reservation/mac").asText()).isEqualTo("52:54:00:aa:00:01");
        assertThat(get(reservations)).containsExactly(kept.path("reservation"));
        assertThat(get("/api/v1/networks/" + id + "/leases")).isEmpty();
        json(409, send("POST", reservations, "{\"mac\":\"52:54:00:AA:00:02\",\"address\":\"10.5.0.7\"}"));
        json(400, send("POST", reservations, "{\"address\":\"10.5.0.8\"}"));
        json(200, send("DELETE", reservations + "/52:54:00:aa:00:01", ""));
        json(404, send("DELETE", reservations + "/52:54:00:aa:00:01", ""));
    }

    @Test
    void aVmIsPutOnANetworkWithAnAddressOfItsOwnAndTakenOffAgain() throws Exception {
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        String vm = json(200, send("POST", "/api/v1/vms/provision", """
                        {"host_id":"h1","name":"web-01","cpu_cores":1,"memory_mb":64,"image":"base.qcow2"}"""))
                .at("/vm/vm_id")
                .asText();
        String id = json(200, send("POST", "/api/v1/networks", LAN))
                .at("/network/network_id")
                .asText();
        String result = "{\"host_id\":\"h1\",\"result\":{\"status\":\"%s\",\"vm_id\":\"" + vm + "\",\"network_id\":\""
                + id + "\"}}";
        String body = "{\"host_id\":\"h1\",\"vm_id\":\"" + vm + "\",\"address\":\"10.5.0.7\"}";
        assertThat(json(200, send("POST", "/api/v1/networks/" + id + "/attach", body)))
                .isEqualTo(json(result.formatted("attached")));
        JsonNode kept = get("/api/v1/networks/" + id + "/reservations").get(0);
        assertThat(kept.path("address").asText()).isEqualTo("10.5.0.7");
        assertThat(kept.path("vm_id").asText()).isEqualTo(vm);
        assertThat(get("/api/v1/networks/" + id).path("used_by")).containsExactly(json('"' + vm + '"'));
        json(409, send("DELETE", "/api/v1/networks/" + id, ""));
        json(409, send("POST", "/api/v1/networks/" + id + "/attach", body));
        assertThat(json(200, send("POST", "/api/v1/networks/" + id + "/detach", "{\"vm_id\":\"" + vm + "\"}")))
                .isEqualTo(json(result.formatted("detached")));
        json(409, send("POST", "/api/v1/networks/" + id + "/detach", "{\"vm_id\":\"" + vm + "\"}"));
        json(404, send("POST", "/api/v1/networks/" + id + "/attach", body.replace("h1", "h2")));
        json(200, send("DELETE", "/api/v1/networks/" + id, ""));
    }

    @Test
    void aVmIsPutIntoSecurityGroups() throws Exception {
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        String vm = json(200, send("POST", "/api/v1/vms/provision", """
                        {"host_id":"h1","name":"web-01","cpu_cores":1,"memory_mb":64,"image":"base.qcow2"}"""))
                .at("/vm/vm_id")
                .asText();
        String rules = """
                {"name":"web","rules":[{"direction":"in","protocol":"tcp","ports":"80","cidr":null,"action":"allow"}]}""";
        JsonNode group = json(200, send("POST", "/api/v1/security-groups", rules));
        assertThat(group.path("rules")).isEqualTo(json(rules).path("rules"));
        String groups = "/api/v1/vms/" + vm + "/security-groups";
        JsonNode set = json(200, send("PUT", groups, "{\"groups\":[\"web\"]}"));
        assertThat(set.at("/groups/0/vms")).containsExactly(json('"' + vm + '"'));
        assertThat(get(groups)).isEqualTo(set);
        String path = "/api/v1/security-groups/" + group.path("group_id").asText();
        json(409, send("DELETE", path, ""));
        json(404, send("PUT", groups, "{\"groups\":[\"nowhere\"]}"));
        json(200, send("PUT", groups, "{\"groups\":[]}"));
        json(200, send("DELETE", path, ""));
        assertThat(get("/api/v1/security-groups")).isEmpty();
    }
}
