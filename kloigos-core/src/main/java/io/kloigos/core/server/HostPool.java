package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.json.Json;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Hosts as servers of the pool. */
public final class HostPool {
    /** What becomes one server. */
    public enum Per {
        /** Each NUMA node of the host: {@code srv3_n0}, {@code srv3_n1}, … */
        NUMA_NODE,
        /** The whole host, under its own id. */
        HOST;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Changes changes;
    private final EventService events;
    private final HostService hosts;
    private final HostSlots slots;
    private final ServerImport imports;

    public HostPool(Changes changes, EventService events, HostService hosts, HostSlots slots, Clock clock) {
        this.changes = changes;
        this.events = events;
        this.hosts = hosts;
        this.slots = slots;
        this.imports = new ServerImport(events, clock);
    }

    /**
     * Makes servers of the pool out of a host; those that it has already stay as they are. Where VMs are kept on its nodes
     * already, their servers are held for them. {@code CONFLICT} when a name belongs to another server, when the host
     * is in the pool in the other way, and before it was looked at.
     */
    public List<Server> enlist(Caller caller, String hostId, Per per) {
        record Request(String hostId, Per per) {}
        Host host = hosts.get(hostId);
        return changes.make(
                caller,
                "host.pool",
                new Request(hostId, per),
                Json.listOf(Server.class),
                tx -> enlist(tx, caller, host, per));
    }

    private List<Server> enlist(Transaction tx, Caller caller, Host host, Per per) {
        List<Server> wanted = wanted(host, per);
        List<String> names = wanted.stream().map(Server::hostname).toList();
        refuseOtherWay(host, names, tx.mapper(HostSlotMapper.class).ofHost(host.hostId()));
        Map<String, Server> there = new HashMap<>();
        tx.mapper(ServerMapper.class).lockAll(names).forEach(server -> there.put(server.hostname(), server));
        List<Server> fresh = new ArrayList<>();
        for (Server server : wanted) {
            Server known = there.get(server.hostname());
            if (known == null) {
                fresh.add(server);
            } else if (!host.hostId().equals(known.hostId()) || known.kind() != ServerKind.SERVER) {
                throw KloigosException.conflict("There is a server " + known.hostname()
                        + " in the pool that does not stand for host " + host.hostId() + ". Remove it first.");
            }
        }
        imports.insert(tx, fresh);
        for (Server server : fresh) {
            events.record(
                    tx,
                    caller,
                    "server.added",
                    server.target(),
                    server.hostname() + " was added to the pool for host " + host.hostId());
            slots.takeForThoseThere(tx, caller, server);
        }
        return List.copyOf(tx.mapper(ServerMapper.class).lockAll(names));
    }

    private static List<Server> wanted(Host host, Per per) {
        HostFacts facts = host.facts();
        if (facts == null || facts.numaNodes().isEmpty()) {
            throw KloigosException.conflict("The NUMA nodes of host " + host.hostId()
                    + " are not known yet: look at it first (POST /api/v1/hosts/" + host.hostId() + "/refresh).");
        }
        return per == Per.HOST
                ? List.of(server(host, host.hostId(), 0))
                : facts.numaNodes().stream()
                        .map(node -> server(host, host.hostId() + "_n" + node.id(), node.id()))
                        .toList();
    }

    private static Server server(Host host, String hostname, int node) {
        return new Server(
                hostname,
                host.address(),
                node,
                null,
                null,
                null,
                ServerStatus.FREE,
                Map.of(),
                ServerKind.SERVER,
                null,
                host.hostId(),
                null);
    }

    /** A node that is claimed twice, by itself and with the whole host, would belong to two. */
    private static void refuseOtherWay(Host host, List<String> names, List<String> there) {
        boolean whole = names.contains(host.hostId());
        List<String> others = there.stream()
                .filter(name -> whole != name.equals(host.hostId()))
                .toList();
        if (!others.isEmpty()) {
            throw KloigosException.conflict("Host " + host.hostId() + " is in the pool as " + String.join(", ", others)
                    + " already. Remove these servers first (DELETE /servers/" + others.get(0) + ").");
        }
    }
}
