package io.kloigos.core.network;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hosts on which an operator lets us make VLAN bridges, and the interface that carries the tagged frames there. That takes
 * root, which nothing else does.
 */
public final class VlanUplinks {
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.@-]{0,14}");

    private final Database database;
    private final Changes changes;
    private final EventService events;
    private final HostService hosts;
    private final Clock clock;

    public VlanUplinks(Database database, Changes changes, EventService events, HostService hosts, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.events = events;
        this.hosts = hosts;
        this.clock = clock;
    }

    /** The host's interface; empty where nothing may be made. {@code NOT_FOUND} when there is no such host. */
    public Optional<String> of(String hostId) {
        hosts.get(hostId);
        return database.transact(tx -> Optional.ofNullable(find(tx, hostId)));
    }

    static @Nullable String find(Transaction tx, String hostId) {
        return tx.mapper(NetworkMapper.class).uplinkOf(hostId);
    }

    /** VLAN bridges may be made on the host from now on, on that interface; null for no more, which changes none that are there. */
    public void allow(Caller caller, String hostId, @Nullable String uplink) {
        record Request(String hostId, @Nullable String uplink) {}
        new Checks()
                .that(
                        uplink == null || INTERFACE.matcher(uplink).matches(),
                        "interface",
                        "must be the name of a network interface, such as eth1")
                .done();
        hosts.get(hostId);
        changes.make(caller, "host.vlan_uplink", new Request(hostId, uplink), Json.type(Boolean.class), tx -> {
            NetworkMapper networks = tx.mapper(NetworkMapper.class);
            if (uplink == null) {
                refuseUsed(tx, hostId);
                networks.forgetUplink(hostId);
            } else {
                networks.setUplink(hostId, uplink, clock.instant().truncatedTo(ChronoUnit.MILLIS));
            }
            events.record(
                    tx,
                    caller,
                    "host.vlan_uplink_set",
                    "host:" + hostId,
                    uplink == null
                            ? "VLAN bridges may not be made on host " + hostId + " any more"
                            : "VLAN bridges may be made on host " + hostId + ", on " + uplink);
            return true;
        });
    }

    private static void refuseUsed(Transaction tx, String hostId) {
        tx.mapper(NetworkMapper.class).list(NetworkQuery.of(hostId, null, null)).stream()
                .filter(network -> network.wanted() != null && network.wanted().needsVlanBridge())
                .findFirst()
                .ifPresent(network -> {
                    throw KloigosException.conflict("Network " + network.name() + " on " + hostId
                            + " stands on a VLAN bridge that we made. Delete it first.");
                });
    }
}
