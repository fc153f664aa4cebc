package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.KloigosException;
import io.kloigos.http.connection.TrustedProxies;
import io.kloigos.http.health.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is believed when he says for whom he asks. */
class ForwardedHeadersTest {
    private static TestServer behindProxy;
    private static TestServer alone;

    @BeforeAll
    static void start() throws Exception {
        HttpServerConfig config =
                new HttpServerConfig("127.0.0.1", 0, "", Set.of("cmdb.example.org"), 1 << 20, Duration.ofSeconds(1));
        TrustedProxies proxies = TrustedProxies.of(List.of("127.0.0.0/8", "10.0.0.0/9", "fd00::/8"));
        behindProxy = new TestServer(config.withProxies(proxies), new Readiness(List.of()));
        alone = new TestServer(config, new Readiness(List.of()));
    }

    @AfterAll
    static void stop() {
        behindProxy.close();
        alone.close();
    }

    private static String seen(TestServer server, String... headers) throws Exception {
        String answer = RawHttp.get(server.server.port(), "/probe/client", headers);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void aTrustedProxySpeaksForItsClient() throws Exception {
        assertThat(seen(
                        behindProxy,
                        "Host: localhost",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: cmdb.example.org:8443"))
                .isEqualTo("192.0.2.7 https cmdb.example.org:8443");
        assertThat(seen(behindProxy, "Host: localhost")).isEqualTo("127.0.0.1 http localhost");
    }

    @Test
    void nobodyElseDoes() throws Exception {
        assertThat(seen(
                        alone,
                        "Host: localhost",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https",
                        "X-Forwarded-Host: cmdb.example.org"))
                .isEqualTo("127.0.0.1 http localhost");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // what a client made up comes first
                "6.6.6.6, 192.0.2.7                     | 192.0.2.7",
                "192.0.2.7, 10.127.0.1, fd00::1         | 192.0.2.7",
                "192.0.2.7, 10.128.0.1                  | 10.128.0.1",
                "10.0.0.1, 10.0.0.2                     | 10.0.0.1",
                "192.0.2.7:4711                         | 192.0.2.7",
                "[2001:db8::7]:4711                     | 2001:db8:0:0:0:0:0:7",
                "2001:db8::7                            | 2001:db8:0:0:0:0:0:7",
                "6.6.6.6, unknown, 10.0.0.2             | 10.0.0.2",
                "localhost                              | 127.0.0.1",
                "999.1.1.1                              | 127.0.0.1"
            })
    void addressesAreFollowedBackThroughTrustedProxiesOnly(String header, String client) throws Exception {
        assertThat(seen(behindProxy, "Host: localhost", "X-Forwarded-For: " + header))
                .isEqualTo(client + " http localhost");
    }

    @Test
    void ofSeveralHeadersTheLastOneCounts() throws Exception {
        assertThat(seen(
                        behindProxy,
                        "Host: localhost",
                        "X-Forwarded-For: 6.6.6.6",
                        "X-Forwarded-For: 192.0.2.7",
                        "X-Forwarded-Proto: https, http",
                        "X-Forwarded-Host: evil.example",
                        "X-Forwarded-Host: cmdb.example.org"))
                .isEqualTo("192.0.2.7 http cmdb.example.org");
    }

    @Test
    void aNameThatIsNotOursIsRefusedFromAProxyToo() throws Exception {
        assertThat(RawHttp.get(
                        behindProxy.server.port(),
                        "/probe/client",
                        "Host: localhost",
                        "X-Forwarded-Host: evil.example"))
                .startsWith("HTTP/1.1 421 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0/8", "::1/129", "10.0.0.0/", "", "1.2.3.4/-1"})
    void whatIsNoBlockOfAddressesStopsTheStart(String block) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(block)))
                .isInstanceOf(KloigosException.class)
                .hasMessage("trusted-proxy must be an address or a block such as 10.0.0.0/8, not " + block);
    }

    @Test
    void behindAProxyNobodyIsLetInUnknown() {
        HttpServerConfig loopback = HttpServerConfig.loopback(0);
        assertThat(loopback.isOpenAtFirst()).isTrue();
        assertThat(loopback.withProxies(TrustedProxies.of(List.of("::1"))).isOpenAtFirst())
                .isFalse();
    }
}
