package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.nimbusds.oauth2.sdk.TokenRequest;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserChange;
import io.kloigos.core.user.UserRequest;
import io.kloigos.http.connection.TrustedProxies;
import io.kloigos.http.image.ImageFolder;
import io.kloigos.http.user.oidc.GroupRoles;
import io.kloigos.http.user.oidc.OidcSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.token.DefaultOAuth2TokenCallback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Logging in with a provider that runs, as a browser does it. */
class OidcLoginIT {
    private static final String CLIENT = "kloigos";
    private static final Caller ANN = Caller.of("ann");
    private static final InetAddress LOCALHOST = InetAddress.getLoopbackAddress();

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new TreeMap<>();
    private final MockOAuth2Server provider = new MockOAuth2Server();
    private int providerPort;
    private KloigosServices services;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        try (ServerSocket free = new ServerSocket(0, 1, LOCALHOST)) {
            providerPort = free.getLocalPort();
        }
        OidcSettings oidc = new OidcSettings(
                URI.create("http://localhost:" + providerPort + "/house"),
                CLIENT,
                "a client secret",
                Set.of("openid", "profile"),
                "preferred_username",
                "groups",
                GroupRoles.parse(List.of("bosses=admin", "crew=viewer", "crew=operator:team-a", "crew=viewer:nowhere")),
                "House",
                null);
        services = KloigosServices.start(
                HttpServerConfig.loopback(0)
                        .withBasePath("/kvm")
                        .withProxies(TrustedProxies.of(List.of("127.0.0.1")))
                        .withOidc(oidc),
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults()),
                new FakeHypervisors(),
                new ImageFolder(images));
    }

    @AfterEach
    void stop() {
        services.close();
        provider.shutdown();
    }

    private HttpResponse<String> get(URI uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).header("Accept", "text/html");
        List<String> jar = new ArrayList<>();
        cookies.forEach((name, value) -> jar.add(name + "=" + value));
        if (!jar.isEmpty() && uri.getPort() != providerPort) {
            request.header("Cookie", String.join("; ", jar));
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        answer.headers().allValues("Set-Cookie").forEach(cookie -> {
            String[] pair = cookie.split(";", 2)[0].split("=", 2);
            cookies.put(pair[0], pair[1]);
        });
        return answer;
    }

    private HttpResponse<String> page(String path, String... headers) throws Exception {
        return get(services.uri().resolve(path), headers);
    }

    private static URI location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isBetween(302, 303);
        return URI.create(answer.headers().firstValue("Location").orElseThrow());
    }

    private URI begin() throws Exception {
        return location(page("/kvm/login/oidc?next=/kvm/vms"));
    }

    /** Whom the provider will name. */
    private void tells(String subject, Map<String, Object> claims) {
        provider.enqueueCallback(new DefaultOAuth2TokenCallback("house", subject, "JWT", List.of(CLIENT), claims, 600));
    }

    private static Map<String, Object> person(String name, String... groups) {
        Map<String, Object> claims = new HashMap<>(Map.of("preferred_username", name, "name", "The " + name));
        claims.put("groups", List.of(groups));
        return claims;
    }

    private HttpResponse<String> login(String subject, Map<String, Object> claims) throws Exception {
        URI there = begin();
        tells(subject, claims);
        return get(location(get(there)));
    }

    private void assertRefused(HttpResponse<String> answer, String why) {
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(why).contains("Log in with House");
        assertThat(cookies.getOrDefault("kloigos_session", "")).isEmpty();
        assertThat(cookies.getOrDefault("kloigos_oidc", "")).isEmpty();
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> answer = page(path, "Accept", "application/json");
        return new ObjectMapper().readTree(answer.body());
    }

    private static Map<String, String> query(URI uri) {
        Map<String, String> values = new HashMap<>();
        for (String pair : uri.getQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            values.put(parts[0], parts[1]);
        }
        return values;
    }

    @Test
    void groupsBecomeRolesAtEachLogin() throws Exception {
        provider.start(LOCALHOST, providerPort);
        services.engine().projects().create(ANN, "team-a", "Team A", "");
        services.engine().projects().create(ANN, "team-b", "Team B", "");
        assertThat(page("/kvm/login").body()).contains("Log in with House", "/kvm/login/oidc?next=");
        URI there = begin();
        assertThat(query(there))
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry(
                        "redirect_uri",
                        services.uri().resolve("/kvm/login/oidc/callback").toString())
                .containsKeys("state", "nonce", "code_challenge");
        tells("17", person("bob", "crew", "cooks"));
        HttpResponse<String> back = get(location(get(there)));
        assertThat(location(back)).hasToString("/kvm/vms");
        assertThat(back.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith("kloigos_session=")
                        .contains("HttpOnly", "SameSite=Lax")
                        .doesNotContain("Secure"));
        JsonNode me = json("/api/v1/me");
        assertThat(me.path("name").asText()).isEqualTo("bob");
        assertThat(me.path("role").asText()).isEqualTo("viewer");
        assertThat(me.path("projects").toString()).isEqualTo("[{\"project_id\":\"team-a\",\"role\":\"operator\"}]");
        assertThat(page("/kvm/vms").statusCode()).isEqualTo(200);
        services.engine().members().add(ANN, "team-b", "bob", Role.VIEWER);
        login("17", person("robert", "bosses"));
        JsonNode promoted = json("/api/v1/me");
        assertThat(promoted.path("name").asText()).isEqualTo("bob");
        assertThat(promoted.path("role").asText()).isEqualTo("admin");
        assertThat(promoted.path("projects").toString()).isEqualTo("[{\"project_id\":\"team-b\",\"role\":\"viewer\"}]");
        assertThat(json("/api/v1/events?event_type=user.changed")
                        .at("/0/message")
                        .asText())
                .isEqualTo("User bob has the roles of the provider's groups: admin");
        assertThat(services.engine().users().list(null, 10))
                .extracting(User::name)
                .containsExactly("admin", "bob");
    }

    /** The token has neither name nor groups; userinfo, which the provider reads from the access token, has both. */
    private void tellsBesideTheToken(String subject, String besides, Map<String, Object> claims) {
        AtomicInteger asked = new AtomicInteger();
        provider.enqueueCallback(new DefaultOAuth2TokenCallback("house", subject, "JWT", List.of(CLIENT), claims, 600) {
            @Override
            public Map<String, Object> addClaims(TokenRequest request) {
                return asked.getAndIncrement() == 0 ? Map.of() : super.addClaims(request);
            }

            @Override
            public String subject(TokenRequest request) {
                return asked.get() == 0 ? subject : besides;
            }
        });
    }

    @Test
    void whatTheTokenLacksIsAskedForBesideIt() throws Exception {
        provider.start(LOCALHOST, providerPort);
        URI there = begin();
        tellsBesideTheToken("17", "17", person("bob", "bosses"));
        assertThat(location(get(location(get(there))))).hasToString("/kvm/vms");
        JsonNode me = json("/api/v1/me");
        assertThat(me.path("name").asText()).isEqualTo("bob");
        assertThat(me.path("role").asText()).isEqualTo("admin");
        cookies.clear();
        there = begin();
        tellsBesideTheToken("17", "18", person("eve", "bosses"));
        assertRefused(get(location(get(there))), "cannot be believed");
    }

    @Test
    void logoutEndsTheSessionAndALoginIsForOneBrowser() throws Exception {
        provider.start(LOCALHOST, providerPort);
        login("17", person("bob", "bosses"));
        HttpRequest logout = HttpRequest.newBuilder(services.uri().resolve("/kvm/api/v1/logout"))
                .header("Cookie", "kloigos_session=" + cookies.get("kloigos_session"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(client.send(logout, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(location(page("/kvm/vms"))).hasToString("/kvm/login?next=%2Fkvm%2Fvms");
        cookies.clear();
        URI there = begin();
        tells("17", person("bob", "bosses"));
        URI back = location(get(there));
        cookies.clear();
        assertRefused(get(back), "This browser did not begin this login");
    }

    @Test
    void behindAProxyThatSpeaksHttpsAddressAndCookiesAreOfHttps() throws Exception {
        provider.start(LOCALHOST, providerPort);
        HttpResponse<String> answer = page("/kvm/login/oidc", "X-Forwarded-Proto", "https");
        assertThat(query(location(answer)).get("redirect_uri"))
                .isEqualTo("https://127.0.0.1:" + services.uri().getPort() + "/kvm/login/oidc/callback");
        assertThat(answer.headers().firstValue("Set-Cookie").orElseThrow()).contains("Secure", "HttpOnly");
    }

    @Test
    void whatDoesNotBelongToTheLoginIsRefused() throws Exception {
        provider.start(LOCALHOST, providerPort);
        URI there = begin();
        String state = query(there).get("state");
        URI back = location(get(there));
        assertRefused(
                get(URI.create(back.toString().replace(state, state.replace(state.charAt(0), '_')))), "did not begin");

        there = begin();
        String nonce = query(there).get("nonce");
        tells("17", person("bob", "bosses"));
        back = location(get(URI.create(there.toString().replace(nonce, "f".repeat(64)))));
        assertRefused(get(back), "What the provider told cannot be believed");

        there = begin();
        String challenge = query(there).get("code_challenge");
        back = location(get(URI.create(there.toString().replace(challenge, "A".repeat(43)))));
        assertRefused(get(back), "The provider does not take this login any more");

        there = begin();
        String attempt = cookies.get("kloigos_oidc");
        tells("17", person("bob", "bosses"));
        back = location(get(there));
        assertThat(location(get(back))).hasToString("/kvm/vms");
        cookies.clear();
        cookies.put("kloigos_oidc", attempt);
        assertRefused(get(back), "The provider does not take this login any more");

        there = begin();
        URI denied = services.uri()
                .resolve("/kvm/login/oidc/callback?error=access_denied&state="
                        + query(there).get("state"));
        assertRefused(get(denied), "(access_denied)");
    }

    @Test
    void tokensForOthersAndOldOnesAreRefused() throws Exception {
        provider.start(LOCALHOST, providerPort);
        URI there = begin();
        Map<String, Object> bob = person("bob", "bosses");
        bob.put("aud", "another client");
        tells("17", bob);
        assertRefused(get(location(get(there))), "cannot be believed");
        there = begin();
        bob.remove("aud");
        bob.put("exp", Date.from(Instant.now().minusSeconds(600)));
        tells("17", bob);
        assertRefused(get(location(get(there))), "cannot be believed");
    }

    @Test
    void whoHasNoRoleHereIsNotLetIn() throws Exception {
        provider.start(LOCALHOST, providerPort);
        assertRefused(login("18", person("eve", "cooks")), "None of your groups has a role here");
        assertRefused(login("19", person("mallory")), "None of your groups has a role here");
        assertRefused(login("20", person("admin", "bosses")), "There is a user admin here already");
        assertRefused(login("21", person("two words", "bosses")), "name");
        assertThat(services.engine().users().list(null, 10))
                .extracting(User::name)
                .containsExactly("admin");

        login("17", person("bob", "crew"));
        String session = cookies.get("kloigos_session");
        cookies.remove("kloigos_session");
        assertRefused(login("17", person("bob")), "None of your groups has a role here");
        cookies.put("kloigos_session", session);
        assertThat(json("/api/v1/me").path("code").asText()).isEqualTo("unauthenticated");
    }

    @Test
    void aDisabledUserIsNotLetInAndOneWithAPasswordOnlyIsNotTakenOver() throws Exception {
        provider.start(LOCALHOST, providerPort);
        UserRequest carol = new UserRequest("carol", "", User.Kind.PERSON, Role.ADMIN, "correct horse battery");
        services.engine().users().create(ANN, carol);
        assertRefused(login("30", person("carol", "bosses")), "There is a user carol here already");
        login("17", person("bob", "crew"));
        User bob = services.engine().users().list(null, 10).get(1);
        assertThat(bob.hasPassword()).isFalse();
        services.engine().users().change(ANN, bob.userId(), new UserChange(null, null, true));
        cookies.clear();
        assertRefused(login("17", person("bob", "crew")), "The user is disabled");
    }

    @Test
    void theServerStartsAndAnswersWithoutTheProvider() throws Exception {
        assertThat(services.firstPassword()).isPresent();
        assertThat(json("/api/v1/me").path("code").asText()).isEqualTo("unauthenticated");
        assertThat(page("/kvm/login").body()).contains("Log in with House");
        assertRefused(page("/kvm/login/oidc"), "The identity provider does not answer");
        provider.start(LOCALHOST, providerPort);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> page("/kvm/login/oidc").statusCode() == 303);
        URI there = begin();
        tells("17", person("bob", "bosses"));
        URI back = location(get(there));
        provider.shutdown();
        assertRefused(get(back), "The identity provider does not answer");
    }
}
