package io.kloigos.core.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kloigos.core.Caller;
import io.kloigos.core.audit.AuditLog;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.EventService;
import io.kloigos.core.webhook.Delivery.State;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Webhooks against a real HTTP server: signed, tried again, given up, sent once more. */
class WebhooksIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private record Received(String body, String signature, String delivery) {}

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private volatile Instant now = Instant.parse("2026-01-10T12:00:00Z");
    private HttpServer site;
    private Database database;
    private EventService events;
    private Webhooks webhooks;
    private AuditLog audit;

    private final Clock clock = new Clock() {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    };

    @BeforeEach
    void open() throws Exception {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        site.createContext("/", exchange -> {
            received.add(new Received(
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8),
                    exchange.getRequestHeaders().getFirst("X-Kloigos-Signature"),
                    exchange.getRequestHeaders().getFirst("X-Kloigos-Delivery")));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        site.start();
        database = Database.open(mariaDb.database());
        events = new EventService(database, clock);
        use(true);
    }

    private void use(boolean privateAddresses) {
        webhooks = new Webhooks(database, new Changes(database, clock), events, clock, privateAddresses);
        audit = new AuditLog(database, events, clock, webhooks);
    }

    @AfterEach
    void close() {
        webhooks.close();
        events.close();
        database.close();
        site.stop(0);
    }

    private Webhooks.Created add(String... types) {
        return webhooks.add(ANN, "http://127.0.0.1:" + site.getAddress().getPort() + "/hook", List.of(types), null);
    }

    private void happen(String type) {
        database.run(tx -> events.record(tx, ANN, type, "vm:1", "it happened"));
        audit.seal();
        webhooks.send();
    }

    private Delivery onlyDelivery(Webhook webhook, State state) {
        return Awaitility.await()
                .until(() -> webhooks.deliveries(webhook.webhookId(), state, null, 10), list -> list.size() == 1)
                .get(0);
    }

    @Test
    void whatIsWantedIsSentOnceAndSigned() throws Exception {
        Webhooks.Created created = add("vm.*");
        happen("vm.deleted");
        happen("host.removed");
        happen("vmx.deleted");
        onlyDelivery(created.webhook(), State.DELIVERED);
        webhooks.send();
        assertThat(received).hasSize(1);
        Received one = received.get(0);
        assertThat(one.body()).contains("\"type\":\"vm.deleted\"").contains("\"target\":\"vm:1\"");
        String seconds = Long.toString(now.getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(created.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String expected =
                HexFormat.of().formatHex(mac.doFinal((seconds + "." + one.body()).getBytes(StandardCharsets.UTF_8)));
        assertThat(one.signature()).isEqualTo("t=" + seconds + ",v1=" + expected);
        assertThat(webhooks.list().toString()).doesNotContain(created.secret());
    }

    @Test
    void whatIsNotTakenIsTriedAgainLaterAndGivenUpInTheEnd() {
        Webhook webhook = add("*").webhook();
        audit.seal();
        webhooks.setEnabled(ANN, webhook.webhookId(), false);
        happen("vm.deleted");
        webhooks.setEnabled(ANN, webhook.webhookId(), true);
        status = 500;
        now = now.plusSeconds(5);
        database.run(tx -> events.record(tx, ANN, "vm.made", "vm:1", "it happened"));
        audit.seal();
        int before = webhooks.deliveries(webhook.webhookId(), null, null, 100).size();
        for (int attempt = 1; attempt <= 8; attempt++) {
            int wanted = attempt;
            webhooks.send();
            Awaitility.await()
                    .until(() -> webhooks.deliveries(webhook.webhookId(), null, null, 100).stream()
                            .allMatch(each -> each.attempts() == wanted && each.lastError() != null));
            now = now.plus(Duration.ofHours(1));
        }
        List<Delivery> dead = Awaitility.await()
                .until(() -> webhooks.deliveries(webhook.webhookId(), State.DEAD, null, 100), l -> l.size() == before);
        assertThat(dead.get(0).lastError()).isEqualTo("it answered 500");
        status = 204;
        received.clear();
        webhooks.sendAgain(ANN, webhook.webhookId(), dead.get(0).deliveryId());
        webhooks.send();
        onlyDelivery(webhook, State.DELIVERED);
        assertThat(received)
                .extracting(Received::delivery)
                .containsExactly("" + dead.get(0).deliveryId());
        assertThatThrownBy(() -> webhooks.sendAgain(ANN, webhook.webhookId(), 999))
                .hasMessageContaining("There is no ended delivery 999");
        webhooks.remove(ANN, webhook.webhookId());
        assertThatThrownBy(() -> webhooks.get(webhook.webhookId())).hasMessageContaining("There is no webhook");
    }

    @Test
    void privateAddressesAreNotAskedUnlessThatIsAllowed() {
        use(false);
        Webhook webhook = add("vm.deleted").webhook();
        happen("vm.deleted");
        Awaitility.await()
                .until(() -> webhooks.deliveries(webhook.webhookId(), State.PENDING, null, 10).stream()
                        .anyMatch(each -> String.valueOf(each.lastError()).contains("--allow-private-webhooks")));
        assertThat(received).isEmpty();
    }

    @Test
    void whatIsNoWebhookIsRefused() {
        assertThatThrownBy(() -> webhooks.add(ANN, "ftp://x/", List.of("*"), null))
                .hasMessageContaining("url must be an http or https URL");
        assertThatThrownBy(() -> webhooks.add(ANN, "http://x/", List.of("VM"), "short"))
                .hasMessageContaining("event_types must name types")
                .hasMessageContaining("secret must have 16");
    }
}
