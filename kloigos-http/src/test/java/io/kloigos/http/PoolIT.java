package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.ssh.SshConfig;
import io.kloigos.ssh.SshHypervisors;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The pool through the whole stack: HTTP, engine, MariaDB. */
class PoolIT {
    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                new SshHypervisors(SshConfig.defaults()),
                new ImageFolder(images));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    @Test
    void aFreeServerOfAnInventoryIsFreeWhateverServiceItNames() throws Exception {
        String seed = """
                - {hostname: host-001, ansible_host: 10.0.0.1, numa_node: 0, service_name: peru,
                   started_at: "2025-01-01T00:00:00Z", owner: anastasia, status: free}
                - {hostname: host-002, ansible_host: 10.0.0.2, numa_node: 1, service_name: chile,
                   started_at: "2025-01-01T00:00:00Z", owner: null, status: running}
                """;
        assertThat(post("/servers/import", "application/yaml", seed).statusCode())
                .isEqualTo(200);
        JsonNode servers = json(get("/servers"));
        assertThat(servers.get(0).path("service_name").isNull()).isTrue();
        assertThat(servers.get(0).path("owner").asText()).isEqualTo("anastasia");
        assertThat(servers.get(1).path("service_name").asText()).isEqualTo("chile");
        assertThat(servers.get(1).path("status").asText()).isEqualTo("running");
    }

    @Test
    void anInventoryInYamlIsClaimedListedAndGivenBack() throws Exception {
        String yaml = """
                - hostname: srv1_n0
                  ansible_host: 10.0.0.1
                  numa_node: 0
                - hostname: srv1_n1
                  ansible_host: 10.0.0.1
                  numa_node: 1
                """;
        assertThat(post("/servers/import", "application/yaml", yaml).body())
                .isEqualTo("{\"added\":2,\"changed\":0,\"unchanged\":0}");
        JsonNode claimed = json(post("/provision", "{\"name\":\"c555\",\"owner\":\"anastasia\"}"));
        assertThat(claimed.path("started_at").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(claimed.toString())
                .isEqualTo("""
                {"hostname":"srv1_n0","ansible_host":"10.0.0.1","numa_node":0,"service_name":"c555","started_at":"%s",\
                "owner":"anastasia","status":"running","labels":{},"kind":"server","vm_id":null,"host_id":null,\
                "expires_at":null}""".formatted(claimed.path("started_at").asText()));
        assertThat(json(get("/servers?service_name=c555"))).containsExactly(claimed);
        assertThat(post("/deprovision", "{\"hostname\":\"srv1_n0\"}").body()).isEqualTo("{}");
        assertThat(post("/deprovision", "{\"hostname\":\"srv1_n0\"}").body()).isEqualTo("{}");
        assertThat(post("/deprovision", "{\"hostname\":\"nobody\"}").statusCode())
                .isEqualTo(404);
        assertThat(json(get("/servers?status=free"))).hasSize(2);
    }

    @Test
    void itsHistoryEndsWithNow() throws Exception {
        post("/servers/import", "text/csv", "hostname,ansible_host,numa_node\na,10.0.0.1,0\nb,10.0.0.2,0\n");
        post("/provision", "{\"name\":\"c555\"}");
        Awaitility.await()
                .untilAsserted(() -> assertThat(
                                json(get("/api/v1/pool/history?hours=1")).path("samples"))
                        .hasSizeBetween(2, 3)
                        .last()
                        .satisfies(now -> assertThat(now.toString())
                                .endsWith("\"free\":1,\"running\":1,\"stopped\":0,\"maintenance\":0}")));
        assertThat(json(get("/api/v1/pool/history?hours=721")).path("detail").asText())
                .isEqualTo("hours must be between 1 and 720");
        JsonNode counts = json(get("/api/v1/events/counts?hours=1&event_type=server.claimed"))
                .path("counts");
        assertThat(counts).hasSize(48);
        assertThat(counts.findValues("events").stream()
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void anImportWithWrongEntriesNamesThemAllAndChangesNothing() throws Exception {
        HttpResponse<String> answer = post(
                "/servers/import",
                "text/csv",
                "hostname,ansible_host,numa_node\ngood,10.0.0.1,0\n,10.0.0.2,0\nbad,,-1\n");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("errors").toString())
                .isEqualTo("[{\"field\":\"[1].hostname\",\"message\":\"must not be empty\"},"
                        + "{\"field\":\"[2].ansible_host\",\"message\":\"must not be empty\"},"
                        + "{\"field\":\"[2].numa_node\",\"message\":\"must be between 0 and 1023\"}]");
        assertThat(get("/servers").body()).isEqualTo("[]");
    }

    @Test
    void aClaimThatWaitsIsAnsweredWhenAServerIsGivenBack() throws Exception {
        addServer("srv1");
        post("/provision", "{\"name\":\"first\"}");
        CompletableFuture<HttpResponse<String>> second = client.sendAsync(
                request("/provision", "application/json", "{\"name\":\"second\",\"wait_seconds\":30}"),
                BodyHandlers.ofString());
        awaitWaiting(1);
        post("/deprovision", "{\"hostname\":\"srv1\"}");
        assertThat(json(second.get(10, TimeUnit.SECONDS)).path("service_name").asText())
                .isEqualTo("second");
    }

    @Test
    void aClientThatHangsUpLeavesTheQueue() throws Exception {
        String body = "{\"name\":\"gone\",\"wait_seconds\":30}";
        try (Socket socket = new Socket("127.0.0.1", services.uri().getPort())) {
            socket.getOutputStream()
                    .write(
                            ("POST /provision HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
            awaitWaiting(1);
        }
        awaitWaiting(0);
    }

    @Test
    void theInventoryForAnsibleGroupsByServiceAndCarriesAllVariables() throws Exception {
        addServer("srv1");
        addServer("srv2");
        post("/provision", "{\"name\":\"c555\"}");
        JsonNode inventory = json(get("/api/v1/inventory/ansible?group_by=service_name&group_by=status"));
        assertThat(inventory.path("c555").toString()).isEqualTo("{\"hosts\":[\"srv1\"]}");
        assertThat(inventory.path("status_free").toString()).isEqualTo("{\"hosts\":[\"srv2\"]}");
        assertThat(inventory.path("all").toString())
                .isEqualTo(
                        "{\"hosts\":[\"srv1\",\"srv2\"],\"children\":[\"c555\",\"status_free\",\"status_running\"]}");
        assertThat(inventory.at("/_meta/hostvars/srv1/ansible_host").asText()).isEqualTo("10.0.0.1");
    }

    @Test
    void hostileTextIsShownAsText() throws Exception {
        addServer("srv1");
        post("/provision", "{\"name\":\"<script>alert(1)</script>\"}");
        assertThat(get("/").body())
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .doesNotContain("<script>alert");
    }

    @Test
    void aPageOfServersNamesTheNextOne() throws Exception {
        addServer("srv1");
        addServer("srv2");
        HttpResponse<String> first = get("/servers?limit=1");
        String link = first.headers().firstValue("Link").orElseThrow();
        String next = link.substring(1, link.indexOf('>'));
        assertThat(json(get(next)).get(0).path("hostname").asText()).isEqualTo("srv2");
    }

    private void addServer(String hostname) throws Exception {
        post("/servers", "{\"hostname\":\"" + hostname + "\",\"ansible_host\":\"10.0.0.1\"}");
    }

    private void awaitWaiting(int claims) {
        Awaitility.await().until(() -> services.engine().servers().counts().waiting() == claims);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(services.uri().resolve(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String json) throws Exception {
        return post(path, "application/json", json);
    }

    private HttpResponse<String> post(String path, String type, String body) throws Exception {
        return client.send(request(path, type, body), BodyHandlers.ofString());
    }

    private HttpRequest request(String path, String type, String body) {
        URI uri = services.uri().resolve(path);
        return HttpRequest.newBuilder(uri)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    private static JsonNode json(HttpResponse<String> answer) throws Exception {
        return new ObjectMapper().readTree(answer.body());
    }
}
