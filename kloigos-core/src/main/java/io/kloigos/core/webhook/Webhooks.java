package io.kloigos.core.webhook;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.audit.SealListener;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.webhook.Delivery.State;
import io.kloigos.core.webhook.WebhookMapper.Due;
import io.kloigos.core.webhook.WebhookMapper.NewDelivery;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Webhooks, and what is on its way to them. An event is noted for each that wants it in the transaction that seals it: none is
 * forgotten, and after a crash some may be sent twice, with the same number.
 */
public final class Webhooks implements SealListener, AutoCloseable {
    private static final int MOST = 100;
    private static final int MOST_AT_ONCE = 16;
    private static final int MOST_ATTEMPTS = 8;
    private static final int FIRST_PAUSE_SECONDS = 10;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration KEPT = Duration.ofDays(30);
    private static final int LONGEST_ERROR = 1000;
    private static final String TYPE = "[a-z_]+(\\.[a-z_]+)*(\\.\\*)?|\\*";

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final Clock clock;
    private final Sender sender;
    private final SecureRandom random = new SecureRandom();
    private final AtomicInteger sending = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, "kloigos-webhook"));

    /** @param privateAddresses whether those that only this network can reach may be sent to */
    public Webhooks(Database database, Changes changes, EventService events, Clock clock, boolean privateAddresses) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
        this.sender = new Sender(clock, privateAddresses);
    }

    /**
     * A new webhook, and the secret that signs what it is sent, which is told only now.
     *
     * @param secret null for one that is made up
     */
    public Created add(Caller caller, String url, List<String> eventTypes, @Nullable String secret) {
        check(url, eventTypes, secret);
        UUID made =
                changes.make(caller, "webhook.add", new Added(url, eventTypes, secret), Json.type(UUID.class), tx -> {
                    WebhookMapper webhooks = tx.mapper(WebhookMapper.class);
                    if (webhooks.list().size() >= MOST) {
                        throw KloigosException.conflict("There are " + MOST + " webhooks already. Delete one first.");
                    }
                    Webhook webhook = new Webhook(
                            UUID.randomUUID(),
                            url,
                            eventTypes,
                            true,
                            clock.instant().truncatedTo(ChronoUnit.MILLIS));
                    webhooks.insert(webhook, secret == null ? newSecret() : secret);
                    record(tx, caller, "webhook.created", webhook, "is told of " + String.join(", ", eventTypes));
                    return webhook.webhookId();
                });
        return database.transact(
                tx -> new Created(get(tx, made), tx.mapper(WebhookMapper.class).secret(made)));
    }

    private record Added(
            String url, List<String> eventTypes, @Nullable String secret) {}

    /** A webhook and its secret. */
    public record Created(Webhook webhook, String secret) {}

    /** All of them, newest first. */
    public List<Webhook> list() {
        return database.transact(tx -> tx.mapper(WebhookMapper.class).list());
    }

    /** {@code NOT_FOUND} when there is no such webhook. */
    public Webhook get(UUID webhookId) {
        return database.transact(tx -> get(tx, webhookId));
    }

    /** Stops sending, or goes on; what waits meanwhile is sent then, what happens meanwhile is not. */
    public Webhook setEnabled(Caller caller, UUID webhookId, boolean enabled) {
        return database.transact(tx -> {
            Webhook webhook = get(tx, webhookId);
            if (webhook.enabled() != enabled) {
                tx.mapper(WebhookMapper.class).setEnabled(webhookId, enabled);
                record(tx, caller, "webhook.changed", webhook, enabled ? "is sent to again" : "is sent to no more");
            }
            return get(tx, webhookId);
        });
    }

    /** Removes a webhook with all that waits for it. */
    public void remove(Caller caller, UUID webhookId) {
        database.run(tx -> {
            Webhook webhook = get(tx, webhookId);
            tx.mapper(WebhookMapper.class).delete(webhookId);
            record(tx, caller, "webhook.deleted", webhook, "was deleted");
        });
    }

    /** What was and is to be sent, newest first. */
    public List<Delivery> deliveries(UUID webhookId, @Nullable State state, @Nullable Long before, int limit) {
        new Checks().range("limit", limit, 1, 1000).done();
        return database.transact(tx -> {
            get(tx, webhookId);
            return tx.mapper(WebhookMapper.class).deliveries(webhookId, state, before, limit);
        });
    }

    /** Sends something once more that was delivered, or given up. {@code NOT_FOUND} when there is no such thing. */
    public void sendAgain(Caller caller, UUID webhookId, long deliveryId) {
        database.run(tx -> {
            Webhook webhook = get(tx, webhookId);
            if (tx.mapper(WebhookMapper.class).sendAgain(webhookId, deliveryId, clock.instant()) == 0) {
                throw KloigosException.notFound("ended delivery", deliveryId);
            }
            record(tx, caller, "webhook.sent_again", webhook, "gets delivery " + deliveryId + " again");
        });
    }

    @Override
    public void sealed(Transaction tx, List<Event> sealed) {
        WebhookMapper webhooks = tx.mapper(WebhookMapper.class);
        Instant now = clock.instant();
        for (Webhook webhook : webhooks.list()) {
            List<NewDelivery> deliveries = sealed.stream()
                    .filter(event ->
                            webhook.wants(event.type()) && !event.createdAt().isBefore(webhook.createdAt()))
                    .map(event -> new NewDelivery(webhook.webhookId(), event.eventId(), Json.write(event), now))
                    .toList();
            if (!deliveries.isEmpty()) {
                webhooks.insertDeliveries(deliveries);
            }
        }
    }

    /** Sends what is due, some at a time; to be called about once a second. */
    public void send() {
        int free = MOST_AT_ONCE - sending.get();
        if (free <= 0) {
            return;
        }
        List<Due> due = database.transact(tx -> {
            WebhookMapper webhooks = tx.mapper(WebhookMapper.class);
            List<Due> taken = webhooks.takeDue(clock.instant(), free);
            if (!taken.isEmpty()) {
                webhooks.lease(
                        taken.stream().map(Due::deliveryId).toList(),
                        clock.instant().plus(LEASE));
            }
            return taken;
        });
        due.forEach(each -> {
            sending.incrementAndGet();
            threads.execute(() -> send(each));
        });
    }

    /** Forgets what ended long ago. */
    public void prune() {
        database.run(tx -> tx.mapper(WebhookMapper.class).prune(clock.instant().minus(KEPT)));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void send(Due due) {
        try {
            settle(due, sender.send(due).orElse(null));
        } finally {
            sending.decrementAndGet();
        }
    }

    private void settle(Due due, @Nullable String error) {
        Instant now = clock.instant();
        boolean givenUp = error != null && due.attempts() + 1 >= MOST_ATTEMPTS;
        State state = error == null ? State.DELIVERED : givenUp ? State.DEAD : State.PENDING;
        String kept = error == null || error.length() <= LONGEST_ERROR ? error : error.substring(0, LONGEST_ERROR);
        database.run(tx -> tx.mapper(WebhookMapper.class)
                .settle(
                        due.deliveryId(),
                        state,
                        now.plus(pause(due.attempts())),
                        kept,
                        state == State.PENDING ? null : now));
    }

    private static Duration pause(int attempts) {
        Duration pause = Duration.ofSeconds(FIRST_PAUSE_SECONDS).multipliedBy(1L << Math.min(attempts, 10));
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static void check(String url, List<String> eventTypes, @Nullable String secret) {
        new Checks()
                .that(isHttp(url), "url", "must be an http or https URL of a host, without a user name in it")
                .that(
                        !eventTypes.isEmpty()
                                && eventTypes.size() <= MOST
                                && eventTypes.stream().allMatch(type -> type.matches(TYPE)),
                        "event_types",
                        "must name types such as vm.deleted, vm.* or *")
                .that(
                        secret == null || secret.length() >= 16 && secret.length() <= 255,
                        "secret",
                        "must have 16 to 255 characters")
                .done();
    }

    private static boolean isHttp(String url) {
        try {
            URI uri = URI.create(url);
            return url.length() <= 2048
                    && Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private String newSecret() {
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private void record(Transaction tx, Caller caller, String type, Webhook webhook, String what) {
        events.record(
                tx,
                caller,
                type,
                webhook.target(),
                "Webhook " + URI.create(webhook.url()).getHost() + " " + what);
    }

    private static Webhook get(Transaction tx, UUID webhookId) {
        return Optional.ofNullable(tx.mapper(WebhookMapper.class).find(webhookId))
                .orElseThrow(() -> KloigosException.notFound("webhook", webhookId));
    }
}
