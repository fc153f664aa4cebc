package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;

/** The storage pools of a fake host, with the bytes of their volumes. */
final class FakeStorage {
    private static final String FOLDER = "/var/lib/libvirt/";
    private static final long POOL_SIZE = 1L << 40;
    private static final long QCOW2_HEADER = 196_608;

    private final Map<String, Map<String, Stored>> pools = new ConcurrentSkipListMap<>();

    FakeStorage copy() {
        FakeStorage copy = new FakeStorage();
        pools.forEach((name, volumes) -> copy.pools.put(name, new ConcurrentSkipListMap<>(volumes)));
        return copy;
    }

    void addPool(String pool) {
        pools.putIfAbsent(pool, new ConcurrentSkipListMap<>());
    }

    List<Volume> all() {
        List<Volume> all = new ArrayList<>();
        pools.values().forEach(pool -> pool.values().forEach(stored -> all.add(stored.volume())));
        return all;
    }

    List<StoragePool> poolList() {
        return pools.keySet().stream()
                .map(name -> new StoragePool(
                        UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                                .toString(),
                        name,
                        "dir",
                        true,
                        true,
                        FOLDER + name,
                        POOL_SIZE,
                        0,
                        POOL_SIZE))
                .toList();
    }

    List<Volume> volumes(String pool) {
        return pool(pool).values().stream().map(Stored::volume).toList();
    }

    Optional<Volume> volume(String pool, String name) {
        return stored(pool, name).map(Stored::volume);
    }

    byte[] content(String pool, String name) {
        return require(pool, name).content().clone();
    }

    private Optional<Stored> stored(String pool, String name) {
        return Optional.ofNullable(pools.getOrDefault(pool, Map.of()).get(name));
    }

    Stored require(String pool, String name) {
        return stored(pool, name)
                .orElseThrow(() -> KloigosException.notFound("volume", "'" + name + "' in pool '" + pool + "'"));
    }

    private Map<String, Stored> pool(String pool) {
        Map<String, Stored> volumes = pools.get(pool);
        if (volumes == null) {
            throw KloigosException.notFound("storage pool", "'" + pool + "'");
        }
        return volumes;
    }

    void create(VolumeSpec spec) {
        VolumeLimits.check(spec);
        Map<String, Stored> pool = pool(spec.pool());
        String backing = spec.backing() == null
                ? null
                : require(spec.pool(), spec.backing()).volume().path();
        Volume volume = new Volume(
                spec.pool(),
                spec.name(),
                FOLDER + spec.pool() + "/" + spec.name(),
                spec.format().word(),
                spec.capacityBytes(),
                spec.format() == VolumeFormat.QCOW2 ? QCOW2_HEADER : spec.capacityBytes(),
                backing);
        pool.putIfAbsent(spec.name(), new Stored(volume, new byte[0]));
    }

    void upload(String pool, String name, Content content) {
        Stored there = require(pool, name);
        try (InputStream in = content.open()) {
            pool(pool).put(name, new Stored(there.volume(), in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void grow(String pool, String name, long bytes) {
        Stored there = require(pool, name);
        Volume volume = there.volume();
        Volume grown = new Volume(
                pool,
                name,
                volume.path(),
                volume.format(),
                Math.max(bytes, volume.capacityBytes()),
                volume.allocationBytes(),
                volume.backingPath());
        pool(pool).put(name, new Stored(grown, there.content()));
    }

    void delete(String pool, String name) {
        pools.getOrDefault(pool, new HashMap<>()).remove(name);
    }

    record Stored(Volume volume, byte[] content) {}
}
