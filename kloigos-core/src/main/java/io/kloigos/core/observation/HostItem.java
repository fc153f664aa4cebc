package io.kloigos.core.observation;

import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Something that a host has beside domains.
 *
 * @param key its name, unique for its kind on its host
 * @param observed the record of the port, as JSON
 */
record HostItem(Kind kind, String key, String observed) {
    private static final int LONGEST_KEY = 600;

    enum Kind {
        NETWORK,
        STORAGE_POOL,
        VOLUME,
        SNAPSHOT,
        LEASE
    }

    static List<HostItem> of(HostView view) {
        List<HostItem> items = new ArrayList<>();
        view.networks().forEach(n -> items.add(item(Kind.NETWORK, n.name(), n)));
        view.pools().forEach(p -> items.add(item(Kind.STORAGE_POOL, p.name(), p)));
        view.volumes().forEach(v -> items.add(item(Kind.VOLUME, v.pool() + "/" + v.name(), v)));
        view.snapshots().forEach(s -> items.add(item(Kind.SNAPSHOT, s.vmId() + "/" + s.name(), s)));
        view.leases().forEach(l -> items.add(item(Kind.LEASE, l.network() + "/" + l.mac() + "/" + l.address(), l)));
        return items;
    }

    private static HostItem item(Kind kind, String key, Object record) {
        return new HostItem(kind, fitting(key), Json.write(record));
    }

    /** A key that is too long for its column ends in its hash. */
    private static String fitting(String key) {
        return key.length() <= LONGEST_KEY
                ? key
                : key.substring(0, LONGEST_KEY - 36) + UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }

    Place place() {
        return new Place(kind, key);
    }

    /** What tells one item of a host from another. */
    record Place(Kind kind, String key) {}
}
