package io.kloigos.core.observation;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** What hosts have, as last reported; answered from the database. */
public final class HostInventory {
    /** The most that one list holds. */
    public static final int MOST = 10_000;

    private final Database database;

    public HostInventory(Database database) {
        this.database = database;
    }

    /** All domains of a host, those of others too. */
    public List<Domain> domains(String hostId) {
        return database.transact(tx -> tx.mapper(DomainMapper.class).ofHost(hostId)).stream()
                .map(DomainMapper.Row::observed)
                .toList();
    }

    /** One domain of a host; empty when it has reported none of that id. */
    public Optional<Domain> domain(Transaction tx, String hostId, UUID vmId) {
        return Optional.ofNullable(tx.mapper(DomainMapper.class).find(hostId, vmId))
                .map(DomainMapper.Row::observed);
    }

    /** The folders of a host's storage pools by their names; those that have one. */
    public Map<String, String> poolPaths(Transaction tx, String hostId) {
        Map<String, String> paths = new TreeMap<>();
        for (HostItem item : tx.mapper(HostItemMapper.class).ofKind(hostId, HostItem.Kind.STORAGE_POOL, MOST)) {
            StoragePool pool = Json.read(item.observed(), StoragePool.class);
            if (pool.path() != null) {
                paths.put(pool.name(), pool.path());
            }
        }
        return paths;
    }

    public List<Network> networks(String hostId) {
        return items(hostId, HostItem.Kind.NETWORK, Network.class);
    }

    public List<StoragePool> pools(String hostId) {
        return items(hostId, HostItem.Kind.STORAGE_POOL, StoragePool.class);
    }

    public List<Volume> volumes(String hostId) {
        return items(hostId, HostItem.Kind.VOLUME, Volume.class);
    }

    public List<Snapshot> snapshots(String hostId) {
        return items(hostId, HostItem.Kind.SNAPSHOT, Snapshot.class);
    }

    public List<Lease> leases(String hostId) {
        return items(hostId, HostItem.Kind.LEASE, Lease.class);
    }

    private <T> List<T> items(String hostId, HostItem.Kind kind, Class<T> type) {
        return database.transact(tx -> tx.mapper(HostItemMapper.class).ofKind(hostId, kind, MOST)).stream()
                .map(item -> Json.read(item.observed(), type))
                .toList();
    }
}
