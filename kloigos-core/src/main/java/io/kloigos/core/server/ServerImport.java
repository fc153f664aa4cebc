package io.kloigos.core.server;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Writes the inventory side of servers, in a transaction of its caller. */
final class ServerImport {
    private static final int ROWS_A_STATEMENT = 500;

    private final EventService events;
    private final Clock clock;

    ServerImport(EventService events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    ImportCounts run(Transaction tx, Caller caller, List<Server> inventory) {
        refuseDuplicates(inventory);
        int added = 0;
        int changed = 0;
        for (int from = 0; from < inventory.size(); from += ROWS_A_STATEMENT) {
            List<Server> chunk = inventory.subList(from, Math.min(inventory.size(), from + ROWS_A_STATEMENT));
            Map<String, Server> present = present(tx, chunk);
            List<Server> fresh = chunk.stream()
                    .filter(s -> !present.containsKey(s.hostname()))
                    .toList();
            insert(tx, fresh);
            added += fresh.size();
            changed += changeThose(tx, chunk, present);
        }
        ImportCounts counts = new ImportCounts(added, changed, inventory.size() - added - changed);
        events.record(
                tx,
                caller,
                "server.imported",
                "pool",
                "An inventory of %d servers was imported: %d added, %d changed"
                        .formatted(inventory.size(), added, changed));
        return counts;
    }

    void insert(Transaction tx, List<Server> servers) {
        if (!servers.isEmpty()) {
            tx.mapper(ServerMapper.class).insert(servers, clock.instant());
            insertLabels(tx, servers);
        }
    }

    void update(Transaction tx, Server server) {
        ServerMapper servers = tx.mapper(ServerMapper.class);
        servers.update(server);
        servers.deleteLabels(server.hostname());
        insertLabels(tx, List.of(server));
    }

    private static void insertLabels(Transaction tx, List<Server> servers) {
        List<Server> labelled =
                servers.stream().filter(s -> !s.labels().isEmpty()).toList();
        if (!labelled.isEmpty()) {
            tx.mapper(ServerMapper.class).insertLabels(labelled);
        }
    }

    private static Map<String, Server> present(Transaction tx, List<Server> chunk) {
        Map<String, Server> present = new HashMap<>();
        List<String> names = chunk.stream().map(Server::hostname).toList();
        if (!names.isEmpty()) {
            tx.mapper(ServerMapper.class).lockAll(names).forEach(s -> present.put(s.hostname(), s));
        }
        return present;
    }

    private int changeThose(Transaction tx, List<Server> chunk, Map<String, Server> present) {
        int changed = 0;
        for (Server wanted : chunk) {
            Server before = present.get(wanted.hostname());
            if (before != null) {
                Server after = inventoryOf(wanted).applyTo(before);
                if (!after.equals(before)) {
                    update(tx, after);
                    changed++;
                }
            }
        }
        return changed;
    }

    private static ServerChange inventoryOf(Server wanted) {
        return new ServerChange(wanted.ansibleHost(), wanted.numaNode(), null, null, wanted.labels());
    }

    private static void refuseDuplicates(List<Server> inventory) {
        Set<String> seen = new HashSet<>();
        List<KloigosException.FieldError> twice = new ArrayList<>();
        for (int i = 0; i < inventory.size(); i++) {
            String name = Objects.requireNonNull(inventory.get(i)).hostname();
            if (!seen.add(name)) {
                twice.add(new KloigosException.FieldError("[" + i + "].hostname", name + " is in the list twice"));
            }
        }
        if (!twice.isEmpty()) {
            throw KloigosException.invalid(twice);
        }
    }
}
