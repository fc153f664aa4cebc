package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.image.ImageSite;
import io.kloigos.core.image.Qcow2;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.http.image.ImageFolder;
import java.io.ByteArrayInputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Storage and images over HTTP, on hosts in memory. */
class StorageHttpIT {
    private static final String POOLS = "/api/v1/hosts/h1/storage-pools";
    private static final String VOLUMES = POOLS + "/default/volumes";

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private KloigosServices services;
    private ImageSite site;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        site = new ImageSite();
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ofHours(2), true)),
                hypervisors,
                new ImageFolder(images));
        for (String id : new String[] {"1", "2"}) {
            send(200, "POST", "/api/v1/hosts/register", """
                    {"host_id":"h%1$s","name":"h%1$s","address":"10.0.0.%1$s","cpu_cores":0,"memory_mb":0,
                     "libvirt_uri":"qemu:///system","trust_on_first_use":true}""".formatted(id));
        }
    }

    @AfterEach
    void stop() {
        services.close();
        site.close();
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

    private JsonNode get(String path) throws Exception {
        return send(200, "GET", path, "");
    }

    private JsonNode put(int status, String path, BodyPublisher body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(services.uri().resolve(path))
                .PUT(body)
                .header("Content-Type", "application/octet-stream")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    @Test
    void poolsAreMadeActedOnAndRemoved() throws Exception {
        JsonNode made = send(200, "POST", POOLS, "{\"name\":\"fast\",\"type\":\"dir\",\"path\":\"/srv/fast\"}");
        assertThat(made.path("host_id").asText()).isEqualTo("h1");
        assertThat(made.at("/storage_pool/active").asBoolean()).isTrue();
        assertThat(get(POOLS + "/fast")).isEqualTo(made);
        assertThat(get(POOLS).path("storage_pools")).hasSize(2);
        assertThat(send(200, "POST", POOLS + "/fast/action", "{\"action\":\"stop\"}")
                        .at("/storage_pool/active")
                        .asBoolean())
                .isFalse();
        send(200, "POST", POOLS + "/fast/action", "{\"action\":\"start\"}");
        assertThat(send(200, "DELETE", POOLS + "/fast", ""))
                .isEqualTo(new ObjectMapper()
                        .readTree("{\"host_id\":\"h1\",\"result\":{\"status\":\"deleted\",\"pool\":\"fast\"}}"));
        send(404, "GET", POOLS + "/fast", "");
        send(400, "POST", POOLS, "{\"name\":\"fast\",\"type\":\"dir\",\"path\":\"relative\"}");
        send(400, "POST", POOLS, "{\"name\":\"fast\",\"type\":\"disk\"}");
        send(409, "DELETE", POOLS + "/default", "");
    }

    @Test
    void volumesAreMadeChangedTrashedAndBroughtBack() throws Exception {
        JsonNode made = send(200, "POST", VOLUMES, "{\"name\":\"a\",\"size_bytes\":4194304}");
        assertThat(made.at("/volume/format").asText()).isEqualTo("qcow2");
        assertThat(send(200, "POST", VOLUMES + "/a/resize", "{\"size_gb\":1}")
                        .at("/volume/capacity_bytes")
                        .asLong())
                .isEqualTo(1L << 30);
        send(200, "POST", VOLUMES + "/a/clone", "{\"name\":\"b\"}");
        JsonNode trashed = send(200, "DELETE", VOLUMES + "/b", "");
        assertThat(trashed.at("/result/status").asText()).isEqualTo("trashed");
        assertThat(get(VOLUMES).path("volumes")).hasSize(1);
        JsonNode entry = get("/api/v1/trash").get(0);
        assertThat(entry).isEqualTo(trashed.at("/result/trash"));
        String path = "/api/v1/trash/" + entry.path("trash_id").asText();
        assertThat(send(200, "POST", path + "/restore", "").path("status").asText())
                .isEqualTo("restored");
        assertThat(get(VOLUMES).path("volumes")).hasSize(2);
        send(404, "DELETE", path, "");
        String again = send(200, "DELETE", VOLUMES + "/b", "")
                .at("/result/trash/trash_id")
                .asText();
        send(200, "DELETE", "/api/v1/trash/" + again, "");
        assertThat(host.volume("default", "b")).isEmpty();
        assertThat(send(200, "DELETE", VOLUMES + "/a?now=true", "")
                        .at("/result/status")
                        .asText())
                .isEqualTo("deleted");
        send(400, "POST", VOLUMES, "{\"name\":\"a\",\"size_bytes\":1,\"size_gb\":1}");
        send(404, "DELETE", VOLUMES + "/a", "");
    }

    @Test
    void contentGoesThroughInBothDirectionsHoweverLargeABodyMayBe() throws Exception {
        byte[] bytes = new byte[5_000_000];
        new Random(1).nextBytes(bytes);
        bytes[0] = 0;
        send(200, "POST", VOLUMES, "{\"name\":\"raw\",\"size_bytes\":5000000,\"format\":\"raw\"}");
        String content = VOLUMES + "/raw/content";
        put(200, content, BodyPublishers.ofByteArray(bytes));
        assertThat(host.content("default", "raw")).isEqualTo(bytes);
        HttpRequest request =
                HttpRequest.newBuilder(services.uri().resolve(content)).build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        assertThat(answer.headers().firstValueAsLong("Content-Length")).hasValue(5_000_000);
        assertThat(answer.body()).isEqualTo(bytes);
        bytes[7]++;
        put(200, content, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
        assertThat(host.content("default", "raw")).isEqualTo(bytes);
        put(400, content, BodyPublishers.ofByteArray(new byte[5_000_001]));
        put(400, content, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[6_000_000])));
        put(400, content, BodyPublishers.ofByteArray(Qcow2.with(8, 512)));
        put(404, VOLUMES + "/missing/content", BodyPublishers.ofByteArray(bytes));
        assertThat(host.content("default", "raw")).isEqualTo(bytes);
        // anything else stays within bounds
        send(413, "POST", VOLUMES, " ".repeat(2 << 20));
    }

    @Test
    void imagesAreImportedCopiedRetiredAndDeleted() throws Exception {
        String url = site.serve("d.qcow2", Qcow2.file(1 << 20, 100_000));
        JsonNode queued = send(200, "POST", "/api/v1/images/import", """
                {"host_id":"h1","name":"debian","version":"12","source_url":"%s","os":{"name":"Debian"}}""".formatted(url));
        assertThat(queued.path("status").asText()).isEqualTo("queued");
        String job = queued.at("/job/job_id").asText();
        Awaitility.await()
                .untilAsserted(() -> assertThat(get("/api/v1/images/import-jobs?limit=1")
                                .at("/items/0/status")
                                .asText())
                        .isEqualTo("succeeded"));
        JsonNode ended = get("/api/v1/images/import-jobs");
        assertThat(ended.path("count").asInt()).isEqualTo(1);
        assertThat(ended.at("/items/0/job_id").asText()).isEqualTo(job);
        assertThat(ended.at("/items/0/checksum_status").asText()).isEqualTo("unchecked");
        assertThat(ended.at("/items/0/progress").asInt()).isEqualTo(100);
        JsonNode image = get("/api/v1/images").get(0);
        assertThat(image.at("/os/name").asText()).isEqualTo("Debian");
        assertThat(image.path("virtual_size_bytes").asLong()).isEqualTo(1 << 20);
        String path = "/api/v1/images/" + image.path("image_id").asText();
        assertThat(send(200, "POST", path + "/copy", "{\"host_id\":\"h2\"}").at("/image/hosts"))
                .hasSize(2);
        assertThat(send(200, "POST", path + "/retire", "").path("retired").asBoolean())
                .isTrue();
        send(400, "DELETE", path, "");
        assertThat(send(200, "DELETE", path + "?host_id=h1", "")
                        .at("/result/status")
                        .asText())
                .isEqualTo("deleted");
        send(200, "DELETE", path, "");
        assertThat(get("/api/v1/images")).isEmpty();
        assertThat(send(200, "POST", "/api/v1/images", """
                        {"host_id":"h1","name":"waits","source_url":"%s"}""".formatted(url))
                        .at("/image/status")
                        .asText())
                .isEqualTo("available");
        send(400, "POST", "/api/v1/images/import", """
                {"host_id":"h1","name":"x","source_url":"ftp://example.org/x"}""");
    }
}
