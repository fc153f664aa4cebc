package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.image.ImageFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The timeline over HTTP: filtered, kept, verified, exported; and webhooks. */
class AuditHttpIT {
    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(images));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private HttpResponse<String> ask(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .method(method, BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .build();
        return client.send(request, BodyHandlers.ofString());
    }

    private JsonNode send(int status, String method, String path, String body) throws Exception {
        HttpResponse<String> answer = ask(method, path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode get(String path) throws Exception {
        return send(200, "GET", path, "");
    }

    private void happen() throws Exception {
        send(200, "POST", "/servers", "{\"hostname\":\"s1\",\"ansible_host\":\"10.9.0.1\",\"numa_node\":0}");
        send(200, "POST", "/provision", "{\"name\":\"db, \\\"main\\\"\"}");
        send(200, "POST", "/api/v1/policies", "{\"name\":\"=p\",\"spec\":{\"deny_actions\":\"vm.delete\"}}");
    }

    @Test
    void whatHappenedIsVerifiedAndAChangedByteShows() throws Exception {
        happen();
        JsonNode intact = Awaitility.await()
                .until(
                        () -> get("/api/v1/audit/verify"),
                        found -> found.path("events").asLong() == 3);
        assertThat(intact.path("intact").asBoolean()).isTrue();
        String known = intact.path("head_block").asText() + ":"
                + intact.path("head_hash").asText();
        assertThat(get("/api/v1/audit/verify?known=" + known).path("intact").asBoolean())
                .isTrue();
        try (Connection connection = mariadb.connect();
                Statement sql = connection.createStatement()) {
            sql.execute("update event set actor = 'nobody' where event_id = 2");
        }
        JsonNode broken = get("/api/v1/audit/verify");
        assertThat(broken.path("intact").asBoolean(true)).isFalse();
        assertThat(broken.path("problems").get(0).path("message").asText()).contains("not as it was sealed");
        send(400, "GET", "/api/v1/audit/verify?known=x", "");
    }

    @Test
    void theWholeRecordIsExportedInThreeForms() throws Exception {
        happen();
        JsonNode json = get("/api/v1/audit/export");
        assertThat(json.path("events")).hasSize(3);
        assertThat(json.path("tasks")).isEmpty();
        assertThat(json.path("policies")).hasSize(1);
        assertThat(json.hasNonNull("generated_at")).isTrue();
        assertThat(json.path("events").get(0).path("type").asText()).isEqualTo("server.added");
        HttpResponse<String> lines = ask("GET", "/api/v1/audit/export?format=ndjson", "");
        assertThat(lines.headers().firstValue("Content-Type")).contains("application/x-ndjson");
        assertThat(lines.body().lines().map(AuditHttpIT::kind))
                .containsExactly("export", "event", "event", "event", "policy");
        HttpResponse<String> table = ask("GET", "/api/v1/audit/export?format=csv", "");
        assertThat(table.body().lines()).hasSize(5);
        assertThat(table.body())
                .contains("\"s1 was claimed by db, \"\"main\"\"\"")
                .contains(",'=p,");
        assertThat(get("/api/v1/audit/export?until=2020-01-01T00:00:00Z").path("events"))
                .isEmpty();
        send(400, "GET", "/api/v1/audit/export?format=xml", "");
    }

    private static String kind(String line) {
        try {
            return new ObjectMapper().readTree(line).path("kind").asText();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            return line;
        }
    }

    @Test
    void eventsAreFilteredAndKeptAsLongAsAsked() throws Exception {
        happen();
        assertThat(get("/api/v1/events?event_type=server.claimed&target=server:s1"))
                .hasSize(1);
        assertThat(get("/api/v1/events?since=2020-01-01T00:00:00Z&limit=2")).hasSize(2);
        assertThat(get("/api/v1/events?actor=nobody")).isEmpty();
        assertThat(get("/api/v1/events/retention").toString()).isEqualTo("{\"retention_days\":365}");
        send(400, "POST", "/api/v1/events/retention?days=0", "");
        assertThat(send(200, "POST", "/api/v1/events/retention?days=30", "").toString())
                .isEqualTo("{\"retention_days\":30}");
        assertThat(get("/api/v1/events/retention").toString()).isEqualTo("{\"retention_days\":30}");
    }

    @Test
    void aWebhookTellsItsSecretOnceAndKeepsWhatCouldNotBeSent() throws Exception {
        JsonNode made = send(200, "POST", "/api/v1/webhooks", """
                {"url":"http://127.0.0.1:9/hook","event_types":["server.*"]}""");
        String path = "/api/v1/webhooks/" + made.path("webhook_id").asText();
        assertThat(made.path("secret").asText()).hasSize(64);
        assertThat(get(path).has("secret")).isFalse();
        assertThat(get("/api/v1/webhooks")).hasSize(1);
        happen();
        JsonNode delivery = Awaitility.await()
                .until(
                        () -> get(path + "/deliveries?state=pending"),
                        list -> list.size() == 2 && list.get(1).hasNonNull("last_error"))
                .get(1);
        assertThat(delivery.path("last_error").asText()).contains("--allow-private-webhooks");
        assertThat(send(200, "PATCH", path, "{\"enabled\":false}")
                        .path("enabled")
                        .asBoolean(true))
                .isFalse();
        send(404, "POST", path + "/deliveries/" + delivery.path("delivery_id").asText() + "/send-again", "");
        send(200, "DELETE", path, "");
        send(404, "GET", path, "");
        send(400, "POST", "/api/v1/webhooks", "{\"url\":\"file:///etc/passwd\"}");
    }
}
