package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Threads;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.json.Json;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.project.Usage;
import io.kloigos.core.server.WaiterMapper.Granted;
import io.kloigos.core.server.WaiterMapper.Place;
import io.kloigos.core.server.WaiterMapper.Waiter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fair queue of claims that wait. The places are rows, so that the order holds across instances: a server that
 * becomes free goes to the claim that has waited longest of those that it fits, and a claim that waits for several keeps
 * what is there already from those behind it.
 *
 * <p>Each instance answers its own clients. One thread does all of the work, and none while nobody waits here.
 */
final class ClaimQueue implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimQueue.class);
    private static final long TICK_MILLIS = 250;
    /** After this long without a sign of life an instance's waiters are given up. */
    private static final int ABANDONED_SECONDS = 10;

    private static final int MOST_WAITERS_A_ROUND = 1000;

    private record Client(Caller caller, Claim claim, long deadlineNanos, CompletableFuture<List<Server>> answer) {}

    private final Database database;
    private final Changes changes;
    private final Claims claims;
    private final UUID instanceId;
    private final Map<Long, Client> clients = new ConcurrentHashMap<>();
    /** Those of them whose rows are there for all to see. */
    private final Set<Long> placed = ConcurrentHashMap.newKeySet();

    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "kloigos-claim-queue"));

    ClaimQueue(Database database, Changes changes, Claims claims, UUID instanceId) {
        this.database = database;
        this.changes = changes;
        this.claims = claims;
        this.instanceId = instanceId;
    }

    void start() {
        thread.scheduleWithFixedDelay(() -> guarded(this::tick), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(() -> guarded(this::reap), 0, 1, TimeUnit.SECONDS);
    }

    /**
     * Joins the queue. The future completes with the servers, or with {@code EXHAUSTED} when the claim's wait is over;
     * cancelling it leaves the queue, and gives back what was granted but not yet answered.
     */
    CompletableFuture<List<Server>> join(Caller caller, Claim claim) {
        Place place = new Place(instanceId, Json.write(claim), caller.actor(), caller.address());
        CompletableFuture<List<Server>> answer = new CompletableFuture<>();
        Client client =
                new Client(caller, claim, System.nanoTime() + claim.maxWait().toNanos(), answer);
        database.run(tx -> {
            // known here before its row can be seen, and granted, by anyone
            clients.values().remove(client);
            tx.mapper(WaiterMapper.class).insert(place);
            clients.put(place.waiterId, client);
        });
        placed.add(place.waiterId);
        answer.whenComplete((servers, error) -> {
            if (answer.isCancelled()) {
                wake();
            }
        });
        wake();
        return answer;
    }

    /** Something became free: looks at the queue at once, on its own thread. */
    void wake() {
        if (!clients.isEmpty() && !thread.isShutdown()) {
            thread.execute(() -> guarded(this::tick));
        }
    }

    /** Ends all waiting here; the clients hear that this instance stops. */
    @Override
    public void close() {
        Threads.end(thread);
        clients.forEach((id, client) -> {
            leave(id);
            client.answer()
                    .completeExceptionally(new KloigosException(
                            ErrorCode.UNAVAILABLE, "This instance is stopping. Ask again, or ask another one."));
        });
    }

    private void tick() {
        if (clients.isEmpty()) {
            return;
        }
        clients.forEach((id, client) -> {
            if (client.answer().isDone()) {
                leave(id);
            }
        });
        placed.retainAll(clients.keySet());
        database.run(tx -> tx.mapper(WaiterMapper.class).touch(instanceId));
        Set<Long> considered = database.transact(this::handOut);
        answerGranted();
        clients.forEach((id, client) -> giveUpWhenLate(id, client, considered));
    }

    /** Grants what is free, the longest wait first; tells who was considered. */
    private Set<Long> handOut(Transaction tx) {
        WaiterMapper waiters = tx.mapper(WaiterMapper.class);
        Set<Long> considered = new HashSet<>();
        Set<String> reserved = new HashSet<>();
        List<FreeServers> unserved = new ArrayList<>();
        for (Waiter waiter : waiters.lockWaiting(MOST_WAITERS_A_ROUND)) {
            considered.add(waiter.waiterId());
            Claim claim = Json.read(waiter.claim(), Claim.class);
            FreeServers search = new FreeServers(tx, claim, FreeServers.Locking.SKIP_LOCKED);
            List<Server> free = pickUncontested(tx, search, unserved, reserved);
            boolean isFound = free.size() == claim.count();
            if (isFound && !mayHave(tx, claim)) {
                // it waits for its own project, and keeps nobody else from what is free
                continue;
            }
            Caller caller = Caller.of(waiter.actor()).from(waiter.address());
            if (isFound && isAdmitted(tx, caller, claim, free)) {
                claims.take(tx, caller, claim, free);
                waiters.grant(waiter.waiterId(), Json.write(hostnames(free)));
            } else {
                unserved.add(search);
                reserved.addAll(hostnames(free));
            }
        }
        return considered;
    }

    private static boolean mayHave(Transaction tx, Claim claim) {
        return Quotas.tryTake(tx, claim.projectId(), Usage.ofServers(claim.count()));
    }

    /** One that a policy of these servers' hosts refuses waits on for others. */
    private boolean isAdmitted(Transaction tx, Caller caller, Claim claim, List<Server> free) {
        try {
            claims.admit(tx, caller, claim, free);
            return true;
        } catch (KloigosException e) {
            return false;
        }
    }

    /**
     * What is free for one that waits, without what became free since those before it were looked at: that is theirs, in
     * the next round, which is asked for at once.
     */
    private List<Server> pickUncontested(
            Transaction tx, FreeServers search, List<FreeServers> before, Set<String> reserved) {
        while (true) {
            List<Server> free = search.pick(reserved);
            List<Server> contested = free.stream()
                    .filter(server -> before.stream().anyMatch(earlier -> earlier.couldUse(server)))
                    .toList();
            if (contested.isEmpty()) {
                return free;
            }
            reserved.addAll(hostnames(contested));
            tx.afterCommit(this::wake);
        }
    }

    private void answerGranted() {
        for (Granted granted :
                database.transact(tx -> tx.mapper(WaiterMapper.class).granted(instanceId))) {
            Client client = clients.get(granted.waiterId());
            if (client != null && !client.answer().isDone()) {
                answer(granted, client);
            } else {
                database.run(tx -> takeBack(tx, granted));
            }
        }
    }

    private void answer(Granted granted, Client client) {
        List<Server> servers = changes.make(
                client.caller(),
                ServerService.CLAIM,
                client.claim(),
                Json.listOf(Server.class),
                tx -> collect(tx, granted));
        forget(granted.waiterId());
        if (!client.answer().complete(servers)) {
            // hung up in this very moment: nobody will ever hear that these were granted
            database.run(tx -> release(tx, hostnames(servers)));
        }
    }

    private List<Server> collect(Transaction tx, Granted granted) {
        if (tx.mapper(WaiterMapper.class).deleteGranted(granted.waiterId()) == 0) {
            throw new IllegalStateException("waiter " + granted.waiterId() + " was given up by another instance");
        }
        return new ArrayList<>(
                tx.mapper(ServerMapper.class).lockAll(Json.read(granted.granted(), Json.listOf(String.class))));
    }

    /** Only after it was considered since it joined, and if the queue is very long without. */
    private void giveUpWhenLate(long id, Client client, Set<Long> considered) {
        if (System.nanoTime() - client.deadlineNanos() < 0 || !placed.contains(id)) {
            return;
        }
        boolean hadItsTurn = considered.contains(id) || considered.size() == MOST_WAITERS_A_ROUND;
        if (hadItsTurn && database.transact(tx -> tx.mapper(WaiterMapper.class).deleteWaiting(id)) == 1) {
            forget(id);
            client.answer().completeExceptionally(ServerService.exhausted(client.claim()));
        } else if (!database.transact(tx -> tx.mapper(WaiterMapper.class).exists(id))) {
            forget(id);
            client.answer()
                    .completeExceptionally(new KloigosException(
                            ErrorCode.UNAVAILABLE,
                            "The claim lost its place in the queue: this instance was out of touch with the database for"
                                    + " too long. Ask again."));
        }
    }

    private void forget(long id) {
        clients.remove(id);
        placed.remove(id);
    }

    private void leave(long id) {
        forget(id);
        database.run(tx -> tx.mapper(WaiterMapper.class).deleteWaiting(id));
    }

    /** Clears up behind instances that died: their waiters leave, and what nobody was told of becomes free. */
    private void reap() {
        database.run(tx -> tx.mapper(WaiterMapper.class)
                .lockAbandoned(instanceId, ABANDONED_SECONDS)
                .forEach(a -> takeBack(tx, a)));
    }

    private void takeBack(Transaction tx, Granted granted) {
        if (tx.mapper(WaiterMapper.class).delete(granted.waiterId()) == 1) {
            release(tx, Json.read(granted.granted(), Json.listOf(String.class)));
        }
    }

    private void release(Transaction tx, List<String> hostnames) {
        if (!hostnames.isEmpty()) {
            claims.giveBack(
                    tx,
                    Caller.of("kloigos"),
                    Claims.RELEASED,
                    tx.mapper(ServerMapper.class).lockAll(hostnames));
        }
    }

    private void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("The claim queue could not be served and is tried again: {}", e.toString());
        }
    }

    private static List<String> hostnames(List<Server> servers) {
        return servers.stream().map(Server::hostname).toList();
    }
}
