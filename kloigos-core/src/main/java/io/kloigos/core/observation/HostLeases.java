package io.kloigos.core.observation;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * This engine among those on the same database, and the hosts that are its own. An engine that has not renewed its lease
 * owns nothing, whatever it believes: what it wants to record is refused, and its hosts go to another one.
 */
final class HostLeases {
    private static final Duration LEASE = Duration.ofSeconds(6);

    private final Database database;
    private final Clock clock;
    private final UUID instanceId;
    private volatile long renewedAt = System.nanoTime() - LEASE.toNanos();

    HostLeases(Database database, Clock clock, UUID instanceId) {
        this.database = database;
        this.clock = clock;
        this.instanceId = instanceId;
    }

    /** @param alone whether nobody else can be on this database, so that the hosts of an engine that died are free at once */
    void join(boolean alone) {
        database.run(tx -> {
            LeaseMapper leases = tx.mapper(LeaseMapper.class);
            if (alone) {
                leases.deleteOthers(instanceId);
            }
            leases.prune();
        });
    }

    /** Renews the lease, takes hosts that nobody has, and tells which ones are ours. */
    List<LeaseMapper.Owned> renew() {
        long asked = System.nanoTime();
        database.run(tx -> tx.mapper(LeaseMapper.class).renew(instanceId, clock.instant()));
        renewedAt = asked;
        if (database.transact(tx -> tx.mapper(LeaseMapper.class).isAnyOrphaned(LEASE.toSeconds()))) {
            database.run(
                    tx -> tx.mapper(LeaseMapper.class).takeOrphans(instanceId, LEASE.toSeconds(), clock.instant()));
        }
        return database.transact(tx -> tx.mapper(LeaseMapper.class).owned(instanceId));
    }

    /** The host as it is ours; null when it is not. */
    LeaseMapper.@Nullable Owned owned(String hostId) {
        return database.transact(tx -> tx.mapper(LeaseMapper.class).ownedHost(hostId, instanceId));
    }

    /** Whether the lease is ours without doubt. */
    boolean holds() {
        return System.nanoTime() - renewedAt < LEASE.toNanos();
    }

    /** Throws {@link Lost} unless the host is ours in that epoch; holds until the transaction ends. */
    void prove(Transaction tx, String hostId, long epoch) {
        if (tx.mapper(LeaseMapper.class).prove(hostId, instanceId, epoch) == 0) {
            throw new Lost(hostId);
        }
    }

    /** The same, recording the end of a complete look. */
    void proveSwept(Transaction tx, String hostId, long epoch, Sweep sweep) {
        int proven = tx.mapper(LeaseMapper.class)
                .proveSwept(hostId, instanceId, epoch, sweep.tookMs(), sweep.latencyUs(), clock.instant());
        if (proven == 0) {
            throw new Lost(hostId);
        }
    }

    /** Records that these hosts were heard from just now. */
    void heard(Collection<String> hostIds) {
        if (!hostIds.isEmpty()) {
            database.run(tx -> tx.mapper(LeaseMapper.class).heard(hostIds, instanceId, clock.instant()));
        }
    }

    /** Gives all hosts away at once, so that others need not wait for the lease to end. */
    void leave() {
        database.run(tx -> {
            LeaseMapper leases = tx.mapper(LeaseMapper.class);
            leases.letGo(instanceId);
            leases.leave(instanceId);
        });
    }

    /** Another engine has the host now, or nobody. */
    static final class Lost extends RuntimeException {
        Lost(String hostId) {
            super("host " + hostId + " is not ours any more");
        }
    }
}
