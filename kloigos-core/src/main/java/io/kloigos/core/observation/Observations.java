package io.kloigos.core.observation;

import io.kloigos.core.Caller;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostRecords;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainsSeen;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Writes what was seen of a host into the database, together with the events that tell of it. Every write proves first
 * that the host is ours.
 */
final class Observations {
    private static final Caller OBSERVER = Caller.of("kloigos");
    private static final int ROWS_AT_ONCE = 200;
    private static final int MOST_EVENTS_OF_A_FIRST_LOOK = 20;

    private final Database database;
    private final HostLeases leases;
    private final HostRecords hosts;
    private final EventService events;
    private final Clock clock;
    private final List<Consumer<DomainChange>> listeners = new CopyOnWriteArrayList<>();

    Observations(Database database, HostLeases leases, HostRecords hosts, EventService events, Clock clock) {
        this.database = database;
        this.leases = leases;
        this.hosts = hosts;
        this.events = events;
        this.clock = clock;
    }

    /** From now on the listener hears of each change once it is committed, on the thread that wrote it. */
    void onChange(Consumer<DomainChange> listener) {
        listeners.add(listener);
    }

    void noLonger(Consumer<DomainChange> listener) {
        listeners.remove(listener);
    }

    /** What the database has of the host. */
    Picture picture(String hostId) {
        return database.transact(tx -> new Picture(
                hostId,
                tx.mapper(DomainMapper.class).ofHost(hostId).stream()
                        .map(DomainMapper.Row::observed)
                        .toList(),
                tx.mapper(HostItemMapper.class).ofHost(hostId)));
    }

    /**
     * Records a complete look.
     *
     * @param contact how the host was reached for it; null when it was connected before
     * @return what was different at its domains
     */
    List<DomainChange> swept(
            String hostId, long epoch, Picture picture, Sweep sweep, Contact.@Nullable Reached contact) {
        List<Domain> seen = sweep.view().domains();
        Set<UUID> all = seen.stream().map(Domain::vmId).collect(Collectors.toSet());
        List<DomainChange> changes = picture.compare(all, seen);
        List<HostItem> items = HostItem.of(sweep.view());
        database.run(tx -> {
            boolean first = hosts.get(tx, hostId).observedAt() == null;
            leases.proveSwept(tx, hostId, epoch, sweep);
            if (contact != null) {
                hosts.reached(tx, hostId, contact);
            }
            write(tx, hostId, changes, first);
            writeItems(tx, hostId, picture.newItems(items), picture.goneItems(items));
        });
        picture.replaceItems(items);
        finish(picture, changes);
        return changes;
    }

    /** Records a look at some domains. */
    List<DomainChange> seen(String hostId, long epoch, Picture picture, DomainsSeen seen) {
        List<DomainChange> changes = picture.compare(seen.all(), seen.domains());
        if (!changes.isEmpty()) {
            database.run(tx -> {
                leases.prove(tx, hostId, epoch);
                write(tx, hostId, changes, false);
            });
            finish(picture, changes);
        }
        return changes;
    }

    void failed(String hostId, long epoch, Contact.Failed failed) {
        database.run(tx -> {
            leases.prove(tx, hostId, epoch);
            hosts.failed(tx, hostId, failed);
        });
    }

    void unwatched(String hostId, long epoch, String why) {
        database.run(tx -> {
            leases.prove(tx, hostId, epoch);
            hosts.unwatched(tx, hostId, why);
        });
    }

    private void finish(Picture picture, List<DomainChange> changes) {
        picture.apply(changes);
        changes.forEach(change -> listeners.forEach(listener -> listener.accept(change)));
    }

    private void write(Transaction tx, String hostId, List<DomainChange> changes, boolean first) {
        DomainMapper domains = tx.mapper(DomainMapper.class);
        inBites(
                changes.stream()
                        .map(DomainChange::after)
                        .filter(Objects::nonNull)
                        .toList(),
                some -> domains.put(hostId, some, clock.instant()));
        inBites(
                changes.stream()
                        .filter(c -> c.after() == null)
                        .map(DomainChange::vmId)
                        .toList(),
                some -> domains.delete(hostId, some));
        if (first && changes.size() > MOST_EVENTS_OF_A_FIRST_LOOK) {
            events.record(
                    tx,
                    OBSERVER,
                    "host.first_seen",
                    "host:" + hostId,
                    "Host " + hostId + " was seen for the first time, with " + changes.size() + " VMs");
        } else {
            inBites(changes.stream().flatMap(this::events).toList(), some -> events.append(tx, some));
        }
    }

    private Stream<Event> events(DomainChange change) {
        return change.lines().stream()
                .map(line -> events.event(OBSERVER, line.type(), "vm:" + change.vmId(), line.message(), null));
    }

    private static void writeItems(Transaction tx, String hostId, List<HostItem> changed, List<HostItem> gone) {
        HostItemMapper items = tx.mapper(HostItemMapper.class);
        inBites(changed, some -> items.put(hostId, some));
        inBites(gone, some -> items.delete(hostId, some));
    }

    private static <T> void inBites(List<T> all, Consumer<List<T>> write) {
        for (int from = 0; from < all.size(); from += ROWS_AT_ONCE) {
            write.accept(all.subList(from, Math.min(all.size(), from + ROWS_AT_ONCE)));
        }
    }
}
