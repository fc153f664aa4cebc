package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.ChangedFields;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.project.Quotas;
import io.kloigos.core.task.Admission;
import io.kloigos.core.vm.Vm;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ibatis.exceptions.PersistenceException;

/** The pool: servers that services claim and give back. Thread-safe; several instances may share one database. */
public final class ServerService implements AutoCloseable {
    static final String CLAIM = "server.claim";
    private static final int MOST_TRIES = 20;
    private static final int MOST_EXPIRED_AT_ONCE = 200;

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final Clock clock;
    private final Claims claims;
    private final ClaimQueue queue;
    private final ServerImport imports;

    /** @param admission is asked before each claim */
    public ServerService(
            Database database,
            Changes changes,
            EventService events,
            VmDeletion vms,
            Clock clock,
            UUID instanceId,
            Admission admission) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.clock = clock;
        this.claims = new Claims(events, vms, clock, admission);
        this.queue = new ClaimQueue(database, changes, claims, instanceId);
        this.imports = new ServerImport(events, clock);
    }

    /** Starts serving claims that wait. */
    public void start() {
        queue.start();
    }

    /**
     * Claims servers, all or nothing. Two claims never get the same server.
     *
     * <p>Blocks for one short transaction. When not enough are free the future fails with {@code EXHAUSTED}, at once or
     * when the claim's wait is over; cancelling it leaves the queue.
     */
    public CompletableFuture<List<Server>> claim(Caller caller, Claim claim) {
        caller.scope().checkNew(claim.projectId());
        if (claim.projectId() != null) {
            database.run(tx -> Quotas.require(tx, claim.projectId()));
        }
        try {
            return CompletableFuture.completedFuture(claimNow(caller, claim));
        } catch (NotEnough e) {
            return e.someoneWaits || !claim.maxWait().isZero()
                    ? queue.join(caller, claim)
                    : CompletableFuture.failedFuture(exhausted(claim));
        }
    }

    /** Gives a server back; does nothing when it is not claimed. {@code NOT_FOUND} when there is no such server. */
    public void release(Caller caller, String hostname) {
        changes.make(caller, "server.release", hostname, Json.type(Boolean.class), tx -> {
            Server server = lock(tx, hostname);
            if (!caller.scope().covers(tx.mapper(ServerMapper.class).projectOf(hostname))) {
                throw KloigosException.notFound("server", hostname);
            }
            HostSlots.refuseHeld(tx, server);
            claims.giveBack(tx, caller, Claims.RELEASED, List.of(server));
            tx.afterCommit(queue::wake);
            return true;
        });
    }

    /** {@code NOT_FOUND} when there is no such server. */
    public Server get(String hostname) {
        return database.transact(
                        tx -> Optional.ofNullable(tx.mapper(ServerMapper.class).find(hostname)))
                .orElseThrow(() -> KloigosException.notFound("server", hostname));
    }

    /** Hands the selected servers to the consumer one by one, in the order of their names, without gathering them. */
    public void each(ServerQuery query, Consumer<Server> consumer) {
        database.run(tx -> tx.mapper(ServerMapper.class).each(query, row -> consumer.accept(row.getResultObject())));
    }

    public List<Server> list(ServerQuery query) {
        List<Server> servers = new ArrayList<>();
        each(query, servers::add);
        return servers;
    }

    public PoolCounts counts() {
        return database.transact(tx -> tx.mapper(ServerMapper.class).counts());
    }

    /** Adds a server. {@code CONFLICT} when the name is taken. */
    public Server add(Caller caller, Server server) {
        try {
            return changes.make(caller, "server.add", server, Json.type(Server.class), tx -> {
                imports.insert(tx, List.of(server));
                events.record(
                        tx, caller, "server.added", server.target(), server.hostname() + " was added to the pool");
                tx.afterCommit(queue::wake);
                return server;
            });
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "server_hostname")) {
                throw KloigosException.conflict("There is a server " + server.hostname() + " already.");
            }
            throw e;
        }
    }

    /** Adds a VM to the pool that was made for a claim, which has it from the start. */
    public void addClaimed(Transaction tx, Caller caller, Vm vm, String address, Claim claim) {
        Server server = new Server(
                vm.name(),
                address,
                0,
                null,
                null,
                null,
                ServerStatus.FREE,
                vm.labels(),
                ServerKind.VM,
                vm.vmId(),
                vm.hostId(),
                null);
        imports.insert(tx, List.of(server.claimedBy(claim, clock.instant())));
        tx.mapper(ServerMapper.class).setProject(server.hostname(), claim.projectId());
        events.record(
                tx,
                caller,
                "server.claimed",
                server.target(),
                server.hostname() + " was made on " + vm.hostId() + " for " + claim.name());
    }

    /** Changes a server's inventory fields and status. {@code CONFLICT} for a status that its claim does not allow. */
    public Server change(Caller caller, String hostname, ServerChange change) {
        record Request(String hostname, ServerChange change) {}
        return changes.make(caller, "server.change", new Request(hostname, change), Json.type(Server.class), tx -> {
            Server before = lock(tx, hostname);
            checkTransition(before, change);
            Server after = change.applyTo(before);
            imports.update(tx, after);
            events.record(
                    tx,
                    caller,
                    "server.changed",
                    after.target(),
                    hostname + " was changed",
                    null,
                    ChangedFields.of(before, after));
            tx.afterCommit(queue::wake);
            return after;
        });
    }

    /** Removes a server from the pool. {@code CONFLICT} while it is claimed, unless forced. */
    public void remove(Caller caller, String hostname, boolean force) {
        database.run(tx -> {
            Server server = lock(tx, hostname);
            if (server.isClaimed() && !force) {
                throw KloigosException.conflict(hostname + " is claimed by " + server.serviceName()
                        + ". Give it back first, or force its removal.");
            }
            tx.mapper(ServerMapper.class).delete(hostname);
            events.record(tx, caller, "server.removed", server.target(), hostname + " was removed from the pool");
        });
    }

    /**
     * Brings the pool's inventory up to this list, all or nothing: adds what is new, and changes the address, NUMA node and
     * labels of what is there. Claims stay as they are, and servers that the list does not
     * name are left alone. {@code INVALID} when a name stands in it twice.
     */
    public ImportCounts importAll(Caller caller, List<Server> inventory) {
        return changes.make(caller, "server.import", inventory, Json.type(ImportCounts.class), tx -> {
            tx.afterCommit(queue::wake);
            return imports.run(tx, caller, inventory);
        });
    }

    /** Gives back what has expired; to be called about once a second. */
    public void releaseExpired() {
        int expired;
        do {
            expired = database.transact(tx -> {
                List<Server> late = tx.mapper(ServerMapper.class).lockExpired(clock.instant(), MOST_EXPIRED_AT_ONCE);
                claims.giveBack(tx, Caller.of("kloigos"), Claims.EXPIRED, late);
                tx.afterCommit(queue::wake);
                return late.size();
            });
        } while (expired == MOST_EXPIRED_AT_ONCE);
    }

    @Override
    public void close() {
        queue.close();
    }

    static KloigosException exhausted(Claim claim) {
        String what = claim.count() == 1
                ? "No free server fits"
                : "There are not " + claim.count() + " free servers that fit";
        return new KloigosException(
                ErrorCode.EXHAUSTED, what + ". Give some back, add some, or ask again with wait_seconds.");
    }

    private List<Server> claimNow(Caller caller, Claim claim) {
        for (int tried = 1; ; tried++) {
            try {
                return claimOnce(caller, claim);
            } catch (PersistenceException e) {
                // another claim of this name took a server of the same machine in this moment: look again
                if (tried == MOST_TRIES || !SqlErrors.isDuplicate(e, "server_spread")) {
                    throw e;
                }
            }
        }
    }

    private List<Server> claimOnce(Caller caller, Claim claim) {
        return changes.make(caller, CLAIM, claim, Json.listOf(Server.class), tx -> {
            claims.admit(tx, caller, claim);
            List<Server> free = new FreeServers(tx, claim, FreeServers.Locking.UNLESS_SOMEONE_WAITS).pick(Set.of());
            if (free.size() < claim.count()) {
                boolean someoneWaits = tx.mapper(WaiterMapper.class).isAnyoneWaiting();
                free = someoneWaits
                        ? List.of()
                        : new FreeServers(tx, claim, FreeServers.Locking.WAIT_FOR_LOCKS).pick(Set.of());
                if (free.size() < claim.count()) {
                    throw new NotEnough(someoneWaits);
                }
            }
            claims.admit(tx, caller, claim, free);
            return claims.take(tx, caller, claim, free);
        });
    }

    private static Server lock(Transaction tx, String hostname) {
        return Optional.ofNullable(tx.mapper(ServerMapper.class).lock(hostname))
                .orElseThrow(() -> KloigosException.notFound("server", hostname));
    }

    private static void checkTransition(Server server, ServerChange change) {
        ServerStatus next = change.status();
        if (next != null && next != server.status() && !server.status().canTransitionTo(next, server.isClaimed())) {
            throw KloigosException.conflict(
                    server.isClaimed()
                            ? server.hostname() + " is claimed by " + server.serviceName()
                                    + " and becomes free by being given back (POST /deprovision)."
                            : server.hostname()
                                    + " is not claimed and starts running by being claimed (POST /provision).");
        }
    }

    /** Rolls the claim's transaction back; never leaves this class. */
    private static final class NotEnough extends RuntimeException {
        private final boolean someoneWaits;

        NotEnough(boolean someoneWaits) {
            super(null, null, false, false);
            this.someoneWaits = someoneWaits;
        }
    }
}
