package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.http.health.Readiness;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ServerLifeTest {
    private static final Readiness NOTHING = new Readiness(List.of());

    @Test
    void aRequestInFlightEndsBeforeTheServerDoes() throws Exception {
        TestServer server = new TestServer();
        CompletableFuture<HttpResponse<String>> slow = server.sendAsync(server.request("/probe/slow"));
        server.probe.entered.await();
        CompletableFuture<Void> closing =
                CompletableFuture.runAsync(server::close, Executors.newSingleThreadExecutor());
        assertThatThrownBy(() -> closing.get(300, TimeUnit.MILLISECONDS))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        assertThatThrownBy(() -> RawHttp.get(server.server.port(), "/healthz", "Host: localhost"))
                .isInstanceOf(IOException.class);
        server.probe.release.countDown();
        assertThat(slow.get(5, TimeUnit.SECONDS).body()).isEqualTo("{\"status\":\"finished\"}");
        closing.get(5, TimeUnit.SECONDS);
    }

    @Test
    void aRequestThatNeverEndsDoesNotHoldTheServer() throws Exception {
        HttpServerConfig hasty = new HttpServerConfig("127.0.0.1", 0, "", Set.of(), 1024, Duration.ofMillis(200));
        TestServer server = new TestServer(hasty, NOTHING);
        server.sendAsync(server.request("/probe/slow"));
        server.probe.entered.await();
        long before = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        server.probe.release.countDown();
    }

    @Test
    void aClientThatHangsUpIsNoticedAndDoesNotHoldTheServer() throws Exception {
        try (TestServer server = new TestServer()) {
            try (Socket socket = new Socket("127.0.0.1", server.server.port())) {
                socket.getOutputStream()
                        .write(("POST /probe/wait HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                        + "Content-Length: 14\r\n\r\n{\"name\":\"bob\"}")
                                .getBytes(StandardCharsets.US_ASCII));
                server.probe.entered.await();
                assertThat(server.probe.hungUp).isNotDone();
            }
            assertThat(server.probe.hungUp.get(5, TimeUnit.SECONDS)).isEqualTo("bob");
            server.probe.waiting.cancel(false);
            long before = System.nanoTime();
            server.close();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void withABasePathEverythingIsAnsweredWithAndWithoutIt() throws Exception {
        try (TestServer server = new TestServer(HttpServerConfig.loopback(0).withBasePath("/kvm/"), NOTHING)) {
            for (String path : List.of("/healthz", "/kvm/healthz")) {
                assertThat(server.get(path).body()).isEqualTo("{\"status\":\"ok\",\"base_path\":\"/kvm\"}");
            }
            assertThat(server.get("/kvm/assets/any/pages.js").statusCode()).isEqualTo(200);
            assertThat(server.get("/kvm/docs").body())
                    .containsPattern("src=\"/kvm/assets/[0-9a-f]+/lib/swagger-ui-dist/swagger-ui-bundle.js\"");
            assertThat(server.get("/kvm/openapi.json").body()).contains("\"servers\":[{\"url\":\"/kvm\"}]");
            assertThat(server.get("/kvm/nowhere").body()).contains("\"instance\":\"/kvm/nowhere\"");
            assertThat(server.get("/kvmx/healthz").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void eachPartSaysWhetherItIsReady() throws Exception {
        Readiness.Part ready = new Readiness.Part("database", Optional::empty);
        Readiness.Part waiting = new Readiness.Part("tasks", () -> Optional.of("still starting"));
        try (TestServer server = new TestServer(HttpServerConfig.loopback(0), new Readiness(List.of(ready)))) {
            HttpResponse<String> answer = server.get("/readyz");
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"ready\",\"parts\":{\"database\":{\"ready\":true,\"obstacle\":null}}}");
        }
        try (TestServer server = new TestServer(HttpServerConfig.loopback(0), new Readiness(List.of(ready, waiting)))) {
            HttpResponse<String> answer = server.get("/readyz");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body())
                    .isEqualTo("{\"status\":\"not_ready\",\"parts\":{\"database\":{\"ready\":true,"
                            + "\"obstacle\":null},\"tasks\":{\"ready\":false,\"obstacle\":\"still starting\"}}}");
        }
    }

    @Test
    void requestsAreCountedByRouteAndNotByPath() throws Exception {
        try (TestServer server = new TestServer()) {
            server.get("/assets/any/pages.js");
            server.get("/assets/any/nothing.js");
            server.get("/nowhere/at/all");
            assertThat(server.get("/metrics").body())
                    .contains(
                            "http_server_requests_seconds_count{method=\"GET\",route=\"/assets/{version}/{path: .+}\",status=\"200\"} 1",
                            "http_server_requests_seconds_count{method=\"GET\",route=\"/assets/{version}/{path: .+}\",status=\"404\"} 1",
                            "http_server_requests_seconds_count{method=\"GET\",route=\"unmatched\",status=\"404\"} 1",
                            "jvm_memory_used_bytes");
        }
    }

    @Test
    void anAssetIsNotSentTwice() throws Exception {
        try (TestServer server = new TestServer()) {
            HttpResponse<String> first = server.get("/assets/any/lib/bootstrap/dist/css/bootstrap.min.css");
            assertThat(first.headers().firstValue("Content-Type")).hasValue("text/css;charset=utf-8");
            String tag = first.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> second =
                    server.send(server.request("/assets/any/lib/bootstrap/dist/css/bootstrap.min.css")
                            .header("If-None-Match", tag));
            assertThat(second.statusCode()).isEqualTo(304);
            assertThat(second.body()).isEmpty();
        }
    }
}
