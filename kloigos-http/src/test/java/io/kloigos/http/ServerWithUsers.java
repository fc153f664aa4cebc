package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.http.image.ImageFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server with users, over HTTP. */
abstract class ServerWithUsers {
    static final String PASSWORD = "correct horse battery";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    final HttpClient client = HttpClient.newHttpClient();
    final FakeHypervisors hypervisors = new FakeHypervisors();
    Path images;
    KloigosServices services;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        images = folder;
        services = start("127.0.0.1");
    }

    KloigosServices start(String bind, String... names) throws Exception {
        return start(new HttpServerConfig(bind, 0, "", Set.of(names), 1 << 20, Duration.ofSeconds(1)));
    }

    KloigosServices start(HttpServerConfig config) throws Exception {
        return KloigosServices.start(
                config,
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
    }

    @AfterEach
    void stop() {
        services.close();
    }

    HttpResponse<String> send(String method, String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + services.uri().getPort() + path))
                .method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty() && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    static JsonNode json(int status, HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return new ObjectMapper().readTree(answer.body());
    }

    JsonNode makeUser(String name, String role, String... headers) throws Exception {
        String rest = role.isEmpty() ? "" : ",\"role\":\"" + role + "\"";
        return json(
                200,
                send(
                        "POST",
                        "/api/v1/users",
                        "{\"name\":\"" + name + "\",\"password\":\"" + PASSWORD + "\"" + rest + "}",
                        headers));
    }

    HttpResponse<String> login(String name, String password) throws Exception {
        return send("POST", "/api/v1/login", "{\"name\":\"" + name + "\",\"password\":\"" + password + "\"}");
    }

    /** The headers of a session: its cookie and the token for changes. */
    String[] session(String name, String password) throws Exception {
        HttpResponse<String> answer = login(name, password);
        String csrf = json(200, answer).path("csrf_token").asText();
        return new String[] {"Cookie", cookie(answer), "X-CSRF-Token", csrf};
    }

    static String cookie(HttpResponse<String> answer) {
        return answer.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("kloigos_session="))
                .findFirst()
                .orElseThrow()
                .split(";", 2)[0];
    }

    String[] token(String[] session, String body) throws Exception {
        JsonNode token = json(200, send("POST", "/api/v1/tokens", body, session));
        return new String[] {"Authorization", "Bearer " + token.path("token").asText()};
    }
}
