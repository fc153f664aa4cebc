package io.kloigos.core.server;

import io.kloigos.core.database.Transaction;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds and locks the free servers that fit a claim.
 *
 * <p>Each is found by an index seek, so that the cost grows with the claim and not with the pool.
 */
final class FreeServers {
    /** What to do about servers that another transaction holds locked, and about claims that wait. */
    enum Locking {
        /** Pass over locked servers; find nothing when anyone waits for a server, who then comes first. */
        UNLESS_SOMEONE_WAITS,
        /** Pass over locked servers. */
        SKIP_LOCKED,
        /** Wait until their transactions have ended: what is not found then is not free. */
        WAIT_FOR_LOCKS
    }

    /** One label that a server must bear. */
    record Label(String name, String value) {
        /** Where it stands in the JSON of the server's labels; the name's alphabet has no quote. */
        public String path() {
            return "$.\"" + name + "\"";
        }
    }

    /** Machines that do: those that sort after one, except those held already. */
    record Spread(String after, List<String> held) {}

    private final ServerMapper servers;
    private final Claim claim;
    private final List<Label> labels;
    private final Locking locking;

    FreeServers(Transaction tx, Claim claim, Locking locking) {
        this.servers = tx.mapper(ServerMapper.class);
        this.claim = claim;
        this.labels = claim.labels().entrySet().stream()
                .map(e -> new Label(e.getKey(), e.getValue()))
                .toList();
        this.locking = locking;
    }

    /** Locks as many as the claim wants, or as many as there are. */
    List<Server> pick(Collection<String> excluded) {
        List<Server> picked = new ArrayList<>();
        List<String> held = claim.antiAffinity() ? new ArrayList<>(servers.machinesOf(claim.name())) : List.of();
        for (ServerKind kind : claim.kind().inOrder()) {
            if (picked.size() < claim.count()) {
                picked.addAll(
                        claim.antiAffinity()
                                ? spread(kind, excluded, held, picked.size())
                                : plain(kind, excluded, picked.size()));
            }
        }
        return picked;
    }

    private List<Server> plain(ServerKind kind, Collection<String> excluded, int have) {
        return pick(kind, claim.count() - have, excluded, null);
    }

    /** One seek a machine: the first free server of the next machine that does. */
    private List<Server> spread(ServerKind kind, Collection<String> excluded, List<String> held, int have) {
        List<Server> picked = new ArrayList<>();
        String after = "";
        while (have + picked.size() < claim.count()) {
            List<Server> next = pick(kind, 1, excluded, new Spread(after, held));
            if (next.isEmpty()) {
                break;
            }
            picked.addAll(next);
            after = next.get(0).ansibleHost();
            held.add(after);
        }
        return picked;
    }

    private List<Server> pick(ServerKind kind, int count, Collection<String> excluded, @Nullable Spread spread) {
        return servers.pick(claim, kind, labels, count, excluded, spread, locking);
    }
}
