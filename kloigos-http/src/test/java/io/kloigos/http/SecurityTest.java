package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.KloigosException;
import io.kloigos.http.health.Readiness;
import io.kloigos.http.json.WireJson;
import io.kloigos.http.metrics.Metrics;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.glassfish.jersey.server.ResourceConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        HttpServerConfig config =
                new HttpServerConfig("127.0.0.1", 0, "", Set.of("cmdb.example.org"), 1 << 20, Duration.ofSeconds(1));
        server = new TestServer(config, new Readiness(List.of()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST:9000",
                "127.0.0.1:1",
                "[::1]:8000",
                "cmdb.example.org",
                "cmdb.example.org:443"
            })
    void itsOwnNamesAreAnswered(String host) throws Exception {
        assertThat(RawHttp.get(server.server.port(), "/healthz", "Host: " + host))
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.evil.example", "[::2]"
            })
    void anotherNameIsRefused(String host) throws Exception {
        String answer = RawHttp.get(server.server.port(), "/healthz", "Host: " + host);
        assertThat(answer).startsWith("HTTP/1.1 421 ").endsWith("""
                {"type":"urn:kloigos:problem:misdirected","title":"This server does not answer to that name","status":421,\
                "detail":"The Host header names none of this server's names. Start it with --allowed-host to add one.",\
                "code":"misdirected","instance":"/healthz"}""");
    }

    @ParameterizedTest
    @CsvSource({
        "Sec-Fetch-Site, cross-site",
        "Sec-Fetch-Site, same-site",
        "Origin, https://evil.example",
        "Origin, null",
        "Origin, http://127.0.0.1:1"
    })
    void aChangeThatAnotherSitesPageSendsIsRefused(String header, String value) throws Exception {
        HttpResponse<String> answer = server.send(server.request("/probe")
                .header("Content-Type", "application/json")
                .header(header, value)
                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(answer.body()).isEqualTo("""
                {"type":"urn:kloigos:problem:forbidden","title":"Not allowed","status":403,\
                "detail":"A page of another site may not change anything here. Call from a program, or from our own pages.",\
                "code":"forbidden","instance":"/probe"}""");
        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aChangeFromOurOwnPageIsMade() throws Exception {
        String own = "http://127.0.0.1:" + server.server.port();
        HttpResponse<String> byOrigin = server.send(server.request("/probe")
                .header("Content-Type", "application/json")
                .header("Origin", own)
                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")));
        HttpResponse<String> byFetchSite = server.send(server.request("/probe")
                .header("Content-Type", "application/json")
                .header("Sec-Fetch-Site", "same-origin")
                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(byOrigin.statusCode()).isEqualTo(200);
        assertThat(byFetchSite.statusCode()).isEqualTo(200);
    }

    @Test
    void everyAnswerTellsBrowsersWhatTheyMayDoAndNoneSharesAcrossOrigins() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/nowhere").header("Origin", "https://evil.example"));
        assertThat(answer.headers().map())
                .containsEntry(
                        "content-security-policy",
                        List.of("default-src 'none'; script-src 'self';"
                                + " style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self';"
                                + " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"))
                .containsEntry("x-content-type-options", List.of("nosniff"))
                .containsEntry("referrer-policy", List.of("no-referrer"))
                .containsEntry("cross-origin-resource-policy", List.of("same-origin"))
                .doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> new HttpServerConfig("300.1.1.1", 0, "", Set.of(), 1, Duration.ZERO))
                .isInstanceOf(KloigosException.class)
                .hasMessage("bind 300.1.1.1 is no address of this machine");
    }

    @Test
    void aMethodWithoutADeclaredPermissionStopsTheStart() {
        HttpServerConfig config = HttpServerConfig.loopback(0);
        ResourceConfig application =
                KloigosApplication.create(config, WireJson.mapper(), Metrics.registry(), new Readiness(List.of()));
        application.register(Undeclared.class);
        assertThatThrownBy(() -> KloigosServer.start(config, application, WireJson.mapper()))
                .hasStackTraceContaining("Undeclared.open() declares neither @RequiresPermission nor @Public");
    }

    @Path("undeclared")
    public static final class Undeclared {
        @GET
        public String open() {
            return "";
        }
    }

    @Test
    void theIdempotencyKeyReachesTheCaller() throws Exception {
        HttpResponse<String> answer = server.send(server.request("/probe")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "play-17")
                .POST(BodyPublishers.ofString("{\"name\":\"x\"}")));
        assertThat(answer.body())
                .isEqualTo(
                        "{\"name\":\"x\",\"numa_node\":null,\"started_at\":\"2025-01-01T00:00:00.000Z\",\"actor\":\"local\",\"key\":\"play-17\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", "naïve"})
    void anIdempotencyKeyOfOtherCharactersIsRefused(String key) throws Exception {
        String answer = RawHttp.send(
                server.server.port(),
                "POST /probe HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n"
                        + "Content-Length: 12\r\nIdempotency-Key: " + key + "\r\n\r\n{\"name\":\"x\"}");
        assertThat(answer).startsWith("HTTP/1.1 400 ").contains("must be 1 to 200 visible ASCII characters");
    }
}
