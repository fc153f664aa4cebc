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
    /** With anti-affinity: the machines that hold servers of this name, or will. */
    private final List<String> machines = new ArrayList<>();

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
        machines.clear();
        if (claim.antiAffinity()) {
            machines.addAll(servers.machinesOf(claim.projectId(), claim.name()));
        }
        for (ServerKind kind : claim.kind().inOrder()) {
            int wanted = claim.count() - picked.size();
            if (wanted > 0) {
                picked.addAll(
                        claim.antiAffinity() ? spread(kind, wanted, excluded) : pick(kind, wanted, excluded, null));
            }
        }
        return picked;
    }

    /** Whether the claim could use one more such server, after the last {@link #pick}. */
    boolean couldUse(Server server) {
        return claim.kind().inOrder().contains(server.kind())
                && (claim.numaNode() == null || claim.numaNode() == server.numaNode())
                && server.labels().entrySet().containsAll(claim.labels().entrySet())
                && !(claim.antiAffinity() && machines.contains(server.ansibleHost()));
    }

    /** One seek a machine: the first free server of the next machine that does. */
    private List<Server> spread(ServerKind kind, int wanted, Collection<String> excluded) {
        List<Server> picked = new ArrayList<>();
        String after = "";
        while (picked.size() < wanted) {
            List<Server> next = pick(kind, 1, excluded, new Spread(after, machines));
            if (next.isEmpty()) {
                break;
            }
            picked.addAll(next);
            after = next.get(0).ansibleHost();
            machines.add(after);
        }
        return picked;
    }

    private List<Server> pick(ServerKind kind, int count, Collection<String> excluded, @Nullable Spread spread) {
        return servers.pick(claim, kind, labels, count, excluded, spread, locking);
    }
}
