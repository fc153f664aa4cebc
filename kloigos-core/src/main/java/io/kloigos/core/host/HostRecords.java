package io.kloigos.core.host;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.hypervisor.Contact;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The records of hosts, and what was seen of the way to them. */
public final class HostRecords {
    private final Database database;
    private final EventService events;
    private final Clock clock;

    public HostRecords(Database database, EventService events, Clock clock) {
        this.database = database;
        this.events = events;
        this.clock = clock;
    }

    /** {@code NOT_FOUND} when there is no such host. */
    public Host get(String hostId) {
        return database.transact(tx -> get(tx, hostId));
    }

    public Host get(Transaction tx, String hostId) {
        return Optional.ofNullable(tx.mapper(HostMapper.class).find(hostId))
                .orElseThrow(() -> KloigosException.notFound("host", hostId));
    }

    Host lock(Transaction tx, String hostId) {
        return Optional.ofNullable(tx.mapper(HostMapper.class).lock(hostId))
                .orElseThrow(() -> KloigosException.notFound("host", hostId));
    }

    /** Records that the host was reached and completely looked at. */
    public void reached(Transaction tx, String hostId, Contact.Reached contact) {
        Host before = lock(tx, hostId);
        tx.mapper(HostMapper.class).reached(hostId, contact.hostKey(), contact.facts(), clock.instant());
        announce(tx, before);
    }

    /** Records what stands in the way of a host. */
    public void failed(Transaction tx, String hostId, Contact.Failed failed) {
        Host before = lock(tx, hostId);
        boolean neverAccepted = failed.obstacle() == Contact.Obstacle.KEY_NOT_ACCEPTED;
        write(
                tx,
                hostId,
                neverAccepted ? HostConnection.REGISTERED : HostConnection.UNREACHABLE,
                failed.obstacle(),
                failed.detail(),
                failed.offeredKey());
        announce(tx, before);
    }

    /** Records that nobody looks at the host any more, because someone wants it so. */
    public void unwatched(Transaction tx, String hostId, String why) {
        Host before = lock(tx, hostId);
        if (before.connection() == HostConnection.READY) {
            write(tx, hostId, HostConnection.UNREACHABLE, null, why, null);
        }
    }

    private void write(
            Transaction tx,
            String hostId,
            HostConnection connection,
            Contact.@Nullable Obstacle obstacle,
            String reason,
            @Nullable String offeredKey) {
        tx.mapper(HostMapper.class).failed(hostId, connection, obstacle, reason, offeredKey, clock.instant());
    }

    private void announce(Transaction tx, Host before) {
        Host after = get(tx, before.hostId());
        if (before.connection() != after.connection() || before.obstacle() != after.obstacle()) {
            events.record(
                    tx,
                    Caller.of("kloigos"),
                    "host." + after.connection().name().toLowerCase(Locale.ROOT),
                    after.target(),
                    describe(after));
        }
    }

    private static String describe(Host host) {
        return host.isReachable()
                ? "Host " + host.hostId() + " is reachable"
                : "Host " + host.hostId() + " cannot be used: " + host.reason();
    }
}
