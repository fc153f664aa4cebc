package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MalformedRequestTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws Exception {
        server = new TestServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("requests")
    void whatFailsBelowTheApplicationLeaksNothing(String what, String request, int status) throws Exception {
        String answer = RawHttp.send(server.server.port(), request);
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .doesNotContain("grizzly", "Exception", "at org.", "<html");
    }

    static Stream<Arguments> requests() {
        String host = "Host: localhost\r\nConnection: close\r\n";
        return Map.of(
                        "no HTTP at all", Map.entry("GET / NONSENSE\r\n" + host + "\r\n", 505),
                        "an unencoded path", Map.entry("GET /a|b{}^ HTTP/1.1\r\n" + host + "\r\n", 400),
                        "a broken escape", Map.entry("GET /a%zz HTTP/1.1\r\n" + host + "\r\n", 400),
                        "a NUL in the path", Map.entry("GET /assets/%00 HTTP/1.1\r\n" + host + "\r\n", 404),
                        "an encoded slash",
                                Map.entry("GET /assets/..%2f..%2fpom.xml HTTP/1.1\r\n" + host + "\r\n", 404),
                        "a way up", Map.entry("GET /assets/../../../etc/passwd HTTP/1.1\r\n" + host + "\r\n", 404),
                        "no Host", Map.entry("GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
                        "a header without end",
                                Map.entry(
                                        "GET /healthz HTTP/1.1\r\n" + host + "X: " + "x".repeat(20_000) + "\r\n\r\n",
                                        400),
                        "a length that is no number",
                                Map.entry("POST /probe HTTP/1.1\r\n" + host + "Content-Length: many\r\n\r\n", 400),
                        "a later HTTP", Map.entry("GET /healthz HTTP/9.9\r\n" + host + "\r\n", 505))
                .entrySet()
                .stream()
                .map(e -> Arguments.of(
                        e.getKey(), e.getValue().getKey(), e.getValue().getValue()));
    }
}
