package io.kloigos.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.http.health.Readiness;
import io.kloigos.http.json.WireJson;
import io.kloigos.http.metrics.Metrics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.glassfish.jersey.server.ResourceConfig;

/** A real server on a free port, with the probe, and a client for it. */
final class TestServer implements AutoCloseable {
    final ProbeResource probe = new ProbeResource();
    final KloigosServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestServer() throws IOException {
        this(HttpServerConfig.loopback(0), new Readiness(List.of()));
    }

    TestServer(HttpServerConfig config, Readiness readiness) throws IOException {
        ObjectMapper mapper = WireJson.mapper();
        ResourceConfig application = KloigosApplication.create(config, mapper, Metrics.registry(), readiness);
        application.register(probe);
        server = KloigosServer.start(config, application, mapper);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    HttpResponse<String> get(String path) throws Exception {
        return send(request(path));
    }

    HttpResponse<String> post(String path, String json) throws Exception {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)));
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        server.close();
    }
}
