package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.user.Role;
import io.kloigos.core.user.TokenRequest;
import io.kloigos.core.user.User;
import io.kloigos.core.user.UserRequest;
import io.kloigos.http.image.ImageFolder;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Consoles over a WebSocket, of VMs on a host in memory, whose guests say back what they hear. */
class ConsoleIT {
    private static final Caller LOCAL = Caller.of("local");
    private static final String PASSWORD = "correct horse battery";

    @RegisterExtension
    final MariaDbExtension mariadb = new MariaDbExtension();

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private KloigosServices services;
    private String vm;

    @BeforeEach
    void start(@TempDir Path images) throws Exception {
        hypervisors.host("10.0.0.1");
        services = KloigosServices.start(
                HttpServerConfig.loopback(0),
                new KloigosConfig(mariadb.database(), WatchSettings.defaults()),
                hypervisors,
                new ImageFolder(images));
        send("POST", "/api/v1/hosts/register", """
                {"host_id":"h1","address":"10.0.0.1","trust_on_first_use":true}""");
        vm = send("POST", "/api/v1/vms/provision", """
                        {"host_id":"h1","name":"web-01","cpu_cores":1,"memory_mb":64,"disk_size_gb":1}""").at("/vm/vm_id").asText();
    }

    @AfterEach
    void stop() {
        services.close();
    }

    private JsonNode send(String method, String path, String body) throws Exception {
        return send(method, path, body, "");
    }

    private JsonNode send(String method, String path, String body, String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(services.uri().resolve(path)).method(method, BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
        return new ObjectMapper().readTree(answer.body());
    }

    private JsonNode ticket(String kind) throws Exception {
        return send("GET", "/api/v1/vms/" + vm + "/console?host_id=h1&kind=" + kind, "");
    }

    private WebSocket open(String path, Screen screen) throws Exception {
        return open(path, screen, "X-Nothing", "");
    }

    private WebSocket open(String path, Screen screen, String header, String value) throws Exception {
        URI uri = URI.create(services.uri().resolve(path).toString().replaceFirst("http", "ws"));
        return client.newWebSocketBuilder()
                .subprotocols("binary")
                .header(header, value)
                .buildAsync(uri, screen)
                .get(10, TimeUnit.SECONDS);
    }

    /** How a WebSocket is closed that is opened there. */
    private String refusal(String path, String header, String value) throws Exception {
        Screen screen = new Screen();
        open(path, screen, header, value);
        return screen.closed.get(10, TimeUnit.SECONDS);
    }

    private JsonNode sessions() throws Exception {
        return send("GET", "/api/v1/console/sessions", "");
    }

    @Test
    void aTicketOpensAConsoleThatCarriesBytesBothWays() throws Exception {
        JsonNode ticket = ticket("vnc");
        assertThat(ticket.path("host_id").asText()).isEqualTo("h1");
        assertThat(ticket.path("noVNC_url").asText())
                .isEqualTo("/console/noVNC?host_id=h1&vm_id=" + vm + "&ticket="
                        + ticket.path("ticket").asText());
        Screen screen = new Screen();
        WebSocket socket = open(ticket.path("websocket_url").asText(), screen);
        screen.awaits("RFB 003.008\n");
        socket.sendBinary(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)), true);
        screen.awaits("RFB 003.008\nhello");
        assertThat(sessions().path("count").asInt()).isEqualTo(1);
        assertThat(sessions().at("/items/0/vm_name").asText()).isEqualTo("web-01");
        assertThat(send("GET", "/api/v1/events?event_type=console.opened", "")
                        .at("/0/address")
                        .asText())
                .isEqualTo("127.0.0.1");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "");
        Awaitility.await().until(() -> sessions().path("count").asInt() == 0);
        assertThat(send("GET", "/api/v1/events?target=vm:" + vm, ""))
                .extracting(event -> event.path("type").asText())
                .contains("console.opened", "console.closed");
    }

    @Test
    void aTicketIsGoodOnce() throws Exception {
        String path = ticket("serial").path("websocket_url").asText();
        Screen first = new Screen();
        open(path, first);
        first.awaits("RFB 003.008\n");
        Screen second = new Screen();
        open(path, second);
        assertThat(second.closed.get(10, TimeUnit.SECONDS)).startsWith("1008 This ticket was used");
        Screen guessed = new Screen();
        open("/console/socket?ticket=guessed", guessed);
        assertThat(guessed.closed.get(10, TimeUnit.SECONDS)).startsWith("1008 ");
    }

    @Test
    void aTicketIsForTheOneWhoAskedForItAndForAMinute() throws Exception {
        UserRequest request = new UserRequest("ann", "", User.Kind.PERSON, Role.ADMIN, PASSWORD);
        String ann = token(services.engine().users().create(LOCAL, request));
        String bob = token(services.engine()
                .users()
                .create(LOCAL, new UserRequest("bob", "", User.Kind.SERVICE, Role.ADMIN, null)));
        String leaked = socketOf(ann);
        assertThat(refusal(leaked, "Authorization", "Bearer " + bob))
                .isEqualTo("1008 This ticket is somebody else's. Open the console yourself for another one.");
        assertThat(refusal(leaked, "Authorization", "Bearer " + ann)).startsWith("1008 This ticket was used");
        assertThat(refusal(socketOf(ann), "X-Nothing", "")).startsWith("1008 Send a token");
        Screen byToken = new Screen();
        open(socketOf(ann), byToken, "Authorization", "Bearer " + ann);
        byToken.awaits("RFB 003.008\n");
        Screen bySession = new Screen();
        String session =
                services.engine().logins().login("ann", PASSWORD, "127.0.0.1").text();
        open(socketOf(ann), bySession, "Cookie", "theme=dark; kloigos_session=" + session);
        bySession.awaits("RFB 003.008\n");
        String late = socketOf(ann);
        aMinutePasses();
        assertThat(refusal(late, "Authorization", "Bearer " + ann))
                .startsWith("1008 This ticket was used, or is older");
    }

    private String token(User user) {
        return services.engine()
                .tokens()
                .create(LOCAL, user.userId(), new TokenRequest("console", null, null, null))
                .secret()
                .text();
    }

    private String socketOf(String token) throws Exception {
        return send("GET", "/api/v1/vms/" + vm + "/console?kind=vnc", "", token)
                .path("websocket_url")
                .asText();
    }

    private void aMinutePasses() throws Exception {
        DatabaseConfig.Server database = mariadb.database();
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement()) {
            statement.execute("update console_ticket set expires_at = expires_at - interval 60 second");
        }
    }

    @Test
    void somebodyElseMayEndIt() throws Exception {
        Screen screen = new Screen();
        open(ticket("serial").path("websocket_url").asText(), screen);
        screen.awaits("RFB 003.008\n");
        String session = sessions().at("/items/0/session_id").asText();
        assertThat(send("DELETE", "/api/v1/console/sessions/" + session, "")
                        .path("kind")
                        .asText())
                .isEqualTo("serial");
        assertThat(screen.closed.get(10, TimeUnit.SECONDS)).isEqualTo("4001 Somebody has ended this console.");
        Awaitility.await().until(() -> sessions().path("count").asInt() == 0);
    }

    @Test
    void aVmThatIsOffHasNone() throws Exception {
        send("POST", "/api/v1/vms/" + vm + "/action", "{\"action\":\"force_stop\"}");
        assertThat(ticket("vnc").path("code").asText()).isEqualTo("conflict");
        assertThat(ticket("vnc").path("detail").asText()).contains("Start it first");
        assertThat(ticket("telex").path("code").asText()).isEqualTo("invalid");
    }

    @Test
    void aPageOfAnotherSiteIsRefused() throws Exception {
        URI uri = URI.create("ws://127.0.0.1:" + services.uri().getPort() + "/console/socket?ticket=x");
        assertThatThrownBy(() -> client.newWebSocketBuilder()
                        .header("Origin", "https://evil.example")
                        .buildAsync(uri, new Screen())
                        .get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        WebSocketHandshakeException.class,
                        refused ->
                                assertThat(refused.getResponse().statusCode()).isEqualTo(404));
    }

    /** What has been shown so far, and how it ended. */
    private static final class Screen implements WebSocket.Listener {
        final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuffer shown = new StringBuffer();

        void awaits(String text) {
            Awaitility.await().untilAsserted(() -> assertThat(shown).hasToString(text));
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            shown.append(StandardCharsets.US_ASCII.decode(data));
            socket.request(1);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            closed.complete(code + " " + reason);
            return CompletableFuture.completedFuture(null);
        }
    }
}
