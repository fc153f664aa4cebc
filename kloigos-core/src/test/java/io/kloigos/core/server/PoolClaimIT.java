package io.kloigos.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.event.EventService;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pool on a real MariaDB, used by one or two instances. */
class PoolClaimIT {
    private static final Caller ANN = Caller.of("ann");
    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private Database database;
    private EventService events;
    private ServerService pool;

    @BeforeEach
    void openPool() {
        pool = instance();
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private ServerService instance() {
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
        database = Database.open(mariaDb.database());
        opened.add(database);
        events = new EventService(database, clock);
        ServerService service = new ServerService(
                database,
                new Changes(database, clock),
                events,
                (tx, caller, vmId) -> {},
                clock,
                UUID.randomUUID(),
                io.kloigos.core.task.Admission.OPEN);
        service.start();
        opened.add(service);
        return service;
    }

    private static Server labelled(String hostname, String machine, int numaNode, Map<String, String> labels) {
        Server plain = Server.free(hostname, machine, numaNode);
        return new ServerChange(null, null, null, null, labels).applyTo(plain);
    }

    /** Machines m1, m2, … with four NUMA nodes each. */
    private void fill(int machines) {
        List<Server> servers = IntStream.rangeClosed(1, machines)
                .boxed()
                .flatMap(m -> IntStream.range(0, 4).mapToObj(n -> Server.free("m" + m + "_n" + n, "10.0.0." + m, n)))
                .toList();
        assertThat(pool.importAll(ANN, servers)).isEqualTo(new ImportCounts(servers.size(), 0, 0));
    }

    private static List<String> names(List<Server> servers) {
        return servers.stream().map(Server::hostname).toList();
    }

    private List<String> claim(Claim claim) {
        return names(pool.claim(ANN, claim).join());
    }

    private static ErrorCode failure(CompletableFuture<?> future) {
        try {
            future.get(10, TimeUnit.SECONDS);
            throw new AssertionError("did not fail");
        } catch (java.util.concurrent.ExecutionException e) {
            return ((KloigosException) e.getCause()).code();
        } catch (InterruptedException | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void claimHandsOutTheServerWithItsClaim() {
        fill(1);
        Server claimed = pool.claim(
                        ANN,
                        new Claim(
                                "peru",
                                "anastasia",
                                1,
                                Map.of(),
                                2,
                                false,
                                Duration.ofHours(1),
                                Duration.ZERO,
                                Claim.Kind.ANY))
                .join()
                .get(0);
        Server expected = new Server(
                "m1_n2",
                "10.0.0.1",
                2,
                "peru",
                NOON,
                "anastasia",
                ServerStatus.RUNNING,
                Map.of(),
                ServerKind.SERVER,
                null,
                null,
                NOON.plusSeconds(3600));
        assertThat(claimed).isEqualTo(expected);
        assertThat(pool.get("m1_n2")).isEqualTo(expected);
        pool.release(ANN, "m1_n2");
        assertThat(pool.get("m1_n2")).isEqualTo(Server.free("m1_n2", "10.0.0.1", 2));
    }

    @Test
    void claimsAndReleasesAreEvents() {
        fill(1);
        claim(Claim.of("peru"));
        pool.release(ANN, "m1_n0");
        pool.release(ANN, "m1_n0");
        assertThat(events.list(EventQuery.newest(10)))
                .extracting(Event::type, Event::target, Event::actor, Event::message)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "server.released", "server:m1_n0", "ann", "m1_n0 was given back by peru"),
                        org.assertj.core.groups.Tuple.tuple(
                                "server.claimed", "server:m1_n0", "ann", "m1_n0 was claimed by peru"),
                        org.assertj.core.groups.Tuple.tuple(
                                "server.imported",
                                "pool",
                                "ann",
                                "An inventory of 4 servers was imported: 4 added, 0 changed"));
    }

    @Test
    void countIsAllOrNothing() {
        fill(1);
        assertThat(failure(pool.claim(ANN, Claim.of("peru").withCount(5)))).isEqualTo(ErrorCode.EXHAUSTED);
        assertThat(pool.counts()).isEqualTo(new PoolCounts(4, 4, 0, 0, 0, 0));
        assertThat(claim(Claim.of("peru").withCount(4))).containsExactly("m1_n0", "m1_n1", "m1_n2", "m1_n3");
    }

    @Test
    void labelsMustAllBeThere() {
        pool.importAll(
                ANN,
                List.of(
                        labelled("a", "10.0.0.1", 0, Map.of("disk", "nvme")),
                        labelled("b", "10.0.0.2", 0, Map.of("disk", "nvme", "zone", "it's \"x\"")),
                        labelled("c", "10.0.0.3", 0, Map.of("zone", "it's \"x\""))));
        Claim both = Claim.of("peru").withLabels(Map.of("disk", "nvme", "zone", "it's \"x\""));
        assertThat(claim(both)).containsExactly("b");
        assertThat(failure(pool.claim(ANN, both))).isEqualTo(ErrorCode.EXHAUSTED);
        pool.release(ANN, "b");
        assertThat(claim(both)).containsExactly("b");
    }

    @Test
    void antiAffinityKeepsOneNameOffOneMachineAlsoOverSeveralClaims() {
        fill(3);
        assertThat(claim(Claim.of("peru").withAntiAffinity())).containsExactly("m1_n0");
        assertThat(claim(Claim.of("peru").withAntiAffinity().withCount(2))).containsExactly("m2_n0", "m3_n0");
        assertThat(failure(pool.claim(ANN, Claim.of("peru").withAntiAffinity())))
                .isEqualTo(ErrorCode.EXHAUSTED);
        assertThat(claim(Claim.of("chile").withAntiAffinity().withCount(3))).containsExactly("m1_n1", "m2_n1", "m3_n1");
    }

    @Test
    void concurrentAntiAffinityClaimsOfOneNameNeverShareAMachine() {
        fill(8);
        List<CompletableFuture<List<Server>>> claims = inParallel(
                8, i -> pool.claim(ANN, Claim.of("peru").withAntiAffinity()).join());
        List<String> machines = claims.stream()
                .flatMap(c -> c.join().stream())
                .map(Server::ansibleHost)
                .toList();
        assertThat(machines).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void parallelClaimsFromTwoInstancesNeverGetTheSameServer() {
        fill(50);
        ServerService other = instance();
        List<CompletableFuture<List<Server>>> claims = inParallel(
                200,
                i -> (i % 2 == 0 ? pool : other).claim(ANN, Claim.of("c" + i)).join());
        List<String> claimed =
                claims.stream().flatMap(c -> names(c.join()).stream()).toList();
        assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
        assertThat(pool.counts()).isEqualTo(new PoolCounts(200, 0, 200, 0, 0, 0));
    }

    @Test
    void aClaimExpires() {
        fill(1);
        claim(Claim.of("peru").withTtl(Duration.ofSeconds(60)));
        pool.releaseExpired();
        assertThat(pool.get("m1_n0").serviceName()).isEqualTo("peru");
        now.set(NOON.plusSeconds(60));
        pool.releaseExpired();
        assertThat(pool.get("m1_n0")).isEqualTo(Server.free("m1_n0", "10.0.0.1", 0));
        assertThat(events.list(EventQuery.newest(1)).get(0).type()).isEqualTo("server.expired");
    }

    @Test
    void whoWaitsLongestIsServedFirst() {
        fill(1);
        claim(Claim.of("all").withCount(4));
        List<CompletableFuture<List<Server>>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(pool.claim(ANN, Claim.of("w" + i).withMaxWait(Duration.ofMinutes(1))));
        }
        for (int i = 0; i < 3; i++) {
            pool.release(ANN, "m1_n" + i);
            assertThat(waiting.get(i).orTimeout(5, TimeUnit.SECONDS).join())
                    .extracting(Server::serviceName)
                    .containsExactly("w" + i);
        }
    }

    @Test
    void theOrderHoldsWhenServersBecomeFreeWhileTheQueueIsBeingServed() {
        fill(5);
        claim(Claim.of("all").withCount(20));
        List<CompletableFuture<List<Server>>> waiting = new ArrayList<>();
        List<String> served = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            String name = "w" + i;
            expected.add(name);
            waiting.add(pool.claim(ANN, Claim.of(name).withMaxWait(Duration.ofMinutes(1))));
        }
        for (Server server : pool.list(ServerQuery.all())) {
            pool.release(ANN, server.hostname());
        }
        waiting.forEach(w -> w.orTimeout(30, TimeUnit.SECONDS).join());
        List<Event> claims = new ArrayList<>(events.list(EventQuery.newest(100)));
        java.util.Collections.reverse(claims);
        claims.stream()
                .filter(e -> e.type().equals("server.claimed") && e.message().contains(" by w"))
                .forEach(e -> served.add(e.message().replaceAll(".* by ", "")));
        assertThat(served).isEqualTo(expected);
    }

    @Test
    void aClaimThatWaitsForSeveralIsNotOvertakenByASmallerOne() {
        fill(1);
        claim(Claim.of("all").withCount(4));
        CompletableFuture<List<Server>> two =
                pool.claim(ANN, Claim.of("two").withCount(2).withMaxWait(Duration.ofMinutes(1)));
        pool.release(ANN, "m1_n0");
        assertThat(failure(pool.claim(ANN, Claim.of("small")))).isEqualTo(ErrorCode.EXHAUSTED);
        pool.release(ANN, "m1_n3");
        assertThat(names(two.orTimeout(5, TimeUnit.SECONDS).join())).containsExactly("m1_n0", "m1_n3");
    }

    @Test
    void aWaiterThatNothingFitsHoldsUpNobodyElse() {
        fill(1);
        CompletableFuture<List<Server>> gpu =
                pool.claim(ANN, Claim.of("gpu").withLabels(Map.of("gpu", "yes")).withMaxWait(Duration.ofMinutes(1)));
        assertThat(claim(Claim.of("peru"))).containsExactly("m1_n0");
        pool.add(ANN, labelled("g", "10.0.0.9", 0, Map.of("gpu", "yes")));
        assertThat(names(gpu.orTimeout(5, TimeUnit.SECONDS).join())).containsExactly("g");
    }

    @Test
    void aWaiterIsServedWhenAnotherInstanceReleases() {
        fill(1);
        claim(Claim.of("all").withCount(4));
        CompletableFuture<List<Server>> waiting = pool.claim(ANN, Claim.of("w").withMaxWait(Duration.ofMinutes(1)));
        instance().release(ANN, "m1_n2");
        assertThat(names(waiting.orTimeout(5, TimeUnit.SECONDS).join())).containsExactly("m1_n2");
    }

    @Test
    void whoHangsUpLeavesTheQueue() {
        fill(1);
        claim(Claim.of("all").withCount(4));
        CompletableFuture<List<Server>> gone = pool.claim(ANN, Claim.of("gone").withMaxWait(Duration.ofMinutes(1)));
        CompletableFuture<List<Server>> stays =
                pool.claim(ANN, Claim.of("stays").withMaxWait(Duration.ofMinutes(1)));
        gone.cancel(false);
        pool.release(ANN, "m1_n1");
        assertThat(names(stays.orTimeout(5, TimeUnit.SECONDS).join())).containsExactly("m1_n1");
        Awaitility.await().untilAsserted(() -> assertThat(pool.counts()).isEqualTo(new PoolCounts(4, 0, 4, 0, 0, 0)));
    }

    @Test
    void aWaitEnds() {
        fill(1);
        claim(Claim.of("all").withCount(4));
        assertThat(failure(pool.claim(ANN, Claim.of("w").withMaxWait(Duration.ofMillis(1)))))
                .isEqualTo(ErrorCode.EXHAUSTED);
        assertThat(pool.counts().waiting()).isZero();
    }

    @Test
    void theSameKeyGetsTheFirstAnswerAgainAlsoFromAnotherInstance() {
        fill(1);
        Caller keyed = ANN.withIdempotencyKey("k1");
        List<Server> first = pool.claim(keyed, Claim.of("peru")).join();
        assertThat(pool.claim(keyed, Claim.of("peru")).join()).isEqualTo(first);
        assertThat(instance().claim(keyed, Claim.of("peru")).join()).isEqualTo(first);
        assertThat(pool.counts().running()).isEqualTo(1);
        assertThatThrownBy(() -> pool.claim(keyed, Claim.of("chile")))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        now.set(NOON.plus(Changes.KEPT).plusSeconds(1));
        assertThat(pool.claim(keyed, Claim.of("peru")).join()).isNotEqualTo(first);
    }

    @Test
    void sixteenRequestsAtOnceUnderOneKeyClaimOneServer() {
        fill(10);
        Caller keyed = ANN.withIdempotencyKey("k1");
        List<CompletableFuture<List<Server>>> answers =
                inParallel(16, i -> pool.claim(keyed, Claim.of("peru")).join());
        assertThat(answers.stream().map(CompletableFuture::join).collect(Collectors.toSet()))
                .hasSize(1);
        assertThat(pool.counts().running()).isEqualTo(1);
    }

    @Test
    void importAddsAndChangesAndKeepsClaims() {
        fill(1);
        claim(Claim.of("peru"));
        List<Server> next = List.of(
                labelled("m1_n0", "10.0.0.77", 0, Map.of("a", "b")),
                Server.free("m1_n1", "10.0.0.1", 1),
                Server.free("x", "x", 0));
        assertThat(pool.importAll(ANN, next)).isEqualTo(new ImportCounts(1, 1, 1));
        assertThat(pool.get("m1_n0").serviceName()).isEqualTo("peru");
        assertThat(pool.get("m1_n0").ansibleHost()).isEqualTo("10.0.0.77");
        assertThat(pool.list(ServerQuery.all())).hasSize(5);
    }

    @Test
    void importIsAllOrNothing() {
        assertThatThrownBy(() -> pool.importAll(
                        ANN, List.of(Server.free("a", "x", 0), Server.free("b", "x", 1), Server.free("a", "y", 0))))
                .isInstanceOfSatisfying(
                        KloigosException.class,
                        e -> assertThat(e.fields())
                                .containsExactly(
                                        new KloigosException.FieldError("[2].hostname", "a is in the list twice")));
        assertThat(pool.counts().total()).isZero();
    }

    @Test
    void listFilters() {
        pool.importAll(
                ANN,
                List.of(
                        labelled("a", "10.0.0.1", 0, Map.of("zone", "1")),
                        labelled("b", "10.0.0.2", 0, Map.of("zone", "2"))));
        pool.claim(ANN, new Claim("peru", "ann", 1, Map.of(), null, false, null, Duration.ZERO, Claim.Kind.ANY))
                .join();
        assertThat(names(pool.list(new ServerQuery("peru", ServerStatus.RUNNING, "ann", Map.of("zone", "1"), null, 1))))
                .containsExactly("a");
        assertThat(names(pool.list(new ServerQuery(null, ServerStatus.FREE, null, Map.of(), null, null))))
                .containsExactly("b");
        assertThat(names(pool.list(new ServerQuery(null, null, null, Map.of(), "a", null))))
                .containsExactly("b");
    }

    @Test
    void anOperatorCannotFreeAClaimByItsStatus() {
        fill(1);
        claim(Claim.of("peru"));
        ServerChange free = new ServerChange(null, null, ServerStatus.FREE, null, null);
        assertThatThrownBy(() -> pool.change(ANN, "m1_n0", free))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        pool.change(ANN, "m1_n0", new ServerChange(null, null, ServerStatus.MAINTENANCE, null, null));
        pool.release(ANN, "m1_n0");
        assertThat(pool.get("m1_n0").status()).isEqualTo(ServerStatus.MAINTENANCE);
        assertThat(claim(Claim.of("chile"))).containsExactly("m1_n1");
        assertThat(pool.change(ANN, "m1_n0", free)).isEqualTo(Server.free("m1_n0", "10.0.0.1", 0));
    }

    @Test
    void aClaimedServerIsRemovedByForceOnly() {
        fill(1);
        claim(Claim.of("peru"));
        assertThatThrownBy(() -> pool.remove(ANN, "m1_n0", false))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        pool.remove(ANN, "m1_n0", true);
        assertThatThrownBy(() -> pool.get("m1_n0"))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void waitersOfADeadInstanceAreGivenUpAndTheirGrantsFreed() throws Exception {
        fill(1);
        claim(Claim.of("all").withCount(4));
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            statement.execute("insert into claim_waiter (instance_id, claim, actor, state, granted, seen_at) values"
                    + " (uuid(), '{}', 'gone', 'granted', '[\"m1_n0\"]', utc_timestamp(3) - interval 1 minute),"
                    + " (uuid(), '{}', 'gone', 'waiting', null, utc_timestamp(3) - interval 1 minute)");
        }
        Awaitility.await().untilAsserted(() -> assertThat(pool.counts()).isEqualTo(new PoolCounts(4, 1, 3, 0, 0, 0)));
    }

    @Test
    void aWaiterWhosePlaceIsGoneIsToldSo() throws Exception {
        fill(1);
        claim(Claim.of("all").withCount(4));
        CompletableFuture<List<Server>> waiting = pool.claim(ANN, Claim.of("w").withMaxWait(Duration.ofSeconds(1)));
        try (var connection = mariaDb.connect();
                var statement = connection.createStatement()) {
            statement.execute("delete from claim_waiter");
        }
        assertThat(failure(waiting)).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    private interface Work<T> {
        T run(int i);
    }

    private <T> List<CompletableFuture<T>> inParallel(int times, Work<T> work) {
        var threads = Executors.newFixedThreadPool(16);
        try {
            List<CompletableFuture<T>> results = IntStream.range(0, times)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> work.run(i), threads))
                    .toList();
            results.forEach(r -> {
                try {
                    r.join();
                } catch (CompletionException e) {
                    // the caller looks at the result itself
                    assertThat(r).isCompletedExceptionally();
                }
            });
            return results;
        } finally {
            threads.shutdown();
        }
    }
}
