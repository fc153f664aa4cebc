package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import io.kloigos.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The storage pools of a fake host, with the bytes of their volumes. */
final class FakeStorage implements StorageOfHost {
    private static final String FOLDER = "/var/lib/libvirt/";
    private static final long POOL_SIZE = 1L << 40;
    private static final long QCOW2_HEADER = 196_608;

    private final Map<String, StoragePool> descriptions = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, Stored>> pools = new ConcurrentSkipListMap<>();

    FakeStorage copy() {
        FakeStorage copy = new FakeStorage();
        copy.descriptions.putAll(descriptions);
        pools.forEach((name, volumes) -> copy.pools.put(name, new ConcurrentSkipListMap<>(volumes)));
        return copy;
    }

    void addPool(String pool) {
        add(pool, "dir", FOLDER + pool, true);
    }

    private void add(String name, String type, String path, boolean active) {
        descriptions.putIfAbsent(name, describe(name, type, path, active, active));
        pools.putIfAbsent(name, new ConcurrentSkipListMap<>());
    }

    private static StoragePool describe(String name, String type, @Nullable String path, boolean active, boolean auto) {
        return new StoragePool(
                UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)).toString(),
                name,
                type,
                active,
                auto,
                path,
                active ? POOL_SIZE : 0,
                0,
                active ? POOL_SIZE : 0);
    }

    List<Volume> all() {
        List<Volume> all = new ArrayList<>();
        pools.forEach((name, pool) -> {
            if (describedPool(name).active()) {
                pool.values().forEach(stored -> all.add(stored.volume()));
            }
        });
        return all;
    }

    List<StoragePool> poolList() {
        return List.copyOf(descriptions.values());
    }

    // The part of the port

    @Override
    public Optional<StoragePool> pool(String name) {
        return Optional.ofNullable(descriptions.get(name));
    }

    private StoragePool describedPool(String name) {
        return pool(name).orElseThrow(() -> KloigosException.notFound("storage pool", "'" + name + "'"));
    }

    @Override
    public void definePool(PoolSpec spec) {
        pool(spec.name()).ifPresent(there -> refuseOther(spec, there));
        add(spec.name(), spec.type().word(), spec.targetPath(), false);
    }

    private static void refuseOther(PoolSpec spec, StoragePool there) {
        if (!there.type().equals(spec.type().word()) || !spec.targetPath().equals(there.path())) {
            throw KloigosException.conflict("There is another storage pool '" + spec.name() + "'.");
        }
    }

    @Override
    public void buildPool(String name) {
        describedPool(name);
    }

    @Override
    public void startPool(String name) {
        StoragePool pool = describedPool(name);
        descriptions.put(name, describe(name, pool.type(), pool.path(), true, pool.autostart()));
    }

    @Override
    public void stopPool(String name) {
        StoragePool pool = describedPool(name);
        descriptions.put(name, describe(name, pool.type(), pool.path(), false, pool.autostart()));
    }

    @Override
    public void refreshPool(String name) {
        if (!describedPool(name).active()) {
            throw KloigosException.conflict("Storage pool '" + name + "' is not active.");
        }
    }

    @Override
    public void setPoolAutostart(String name, boolean autostart) {
        StoragePool pool = describedPool(name);
        descriptions.put(name, describe(name, pool.type(), pool.path(), pool.active(), autostart));
    }

    @Override
    public void undefinePool(String name) {
        StoragePool pool = descriptions.get(name);
        if (pool != null && pool.active()) {
            throw KloigosException.conflict("Storage pool '" + name + "' is active.");
        }
        descriptions.remove(name);
        pools.remove(name);
    }

    @Override
    public void resizeVolume(String pool, String name, long capacityBytes) {
        Volume there = require(pool, name).volume();
        if (there.capacityBytes() > capacityBytes) {
            throw KloigosException.conflict("Volume '" + name + "' is larger than that.");
        }
        put(there, name, there.path(), capacityBytes, there.backingPath(), bytes(pool, name));
    }

    /** As going back to a snapshot does; does nothing without the volume. */
    void setSize(String path, long bytes) {
        all().stream()
                .filter(volume -> volume.path().equals(path))
                .findFirst()
                .ifPresent(there ->
                        put(there, there.name(), path, bytes, there.backingPath(), bytes(there.pool(), there.name())));
    }

    @Override
    public void cloneVolume(String pool, String name, String newName) {
        Volume there = require(pool, name).volume();
        if (stored(pool, newName).isEmpty()) {
            put(there, newName, FOLDER + pool + "/" + newName, there.capacityBytes(), null, bytes(pool, name));
        }
    }

    @Override
    public void copyVolume(String pool, String name, String toPool, String newName, VolumeFormat format) {
        Volume there = require(pool, name).volume();
        if (stored(toPool, newName).isEmpty()) {
            create(new VolumeSpec(toPool, newName, format, there.capacityBytes(), null));
            upload(toPool, newName, Content.of(bytes(pool, name)));
        }
    }

    private void put(Volume like, String name, String path, long capacity, @Nullable String backing, byte[] content) {
        Volume volume = new Volume(like.pool(), name, path, like.format(), capacity, like.allocationBytes(), backing);
        volumesOf(like.pool()).put(name, new Stored(volume, content));
    }

    @Override
    public void fetch(String pool, String volume, WebFile file, FetchListener listener) {
        require(pool, volume);
        byte[] whole = FakeFetch.fetch(file);
        upload(pool, volume, Content.of(whole));
        listener.came(whole.length);
        listener.complete("sha256:" + HexFormat.of().formatHex(Sha256.digest().digest(whole)));
    }

    @Override
    public Content content(String pool, String name) {
        return Content.of(bytes(pool, name));
    }

    List<Volume> volumes(String pool) {
        return volumesOf(pool).values().stream().map(Stored::volume).toList();
    }

    Optional<Volume> volume(String pool, String name) {
        return stored(pool, name).map(Stored::volume);
    }

    byte[] bytes(String pool, String name) {
        return require(pool, name).content().clone();
    }

    private Optional<Stored> stored(String pool, String name) {
        return Optional.ofNullable(pools.getOrDefault(pool, Map.of()).get(name));
    }

    Stored require(String pool, String name) {
        return stored(pool, name)
                .orElseThrow(() -> KloigosException.notFound("volume", "'" + name + "' in pool '" + pool + "'"));
    }

    private Map<String, Stored> volumesOf(String pool) {
        Map<String, Stored> volumes = pools.get(pool);
        if (volumes == null) {
            throw KloigosException.notFound("storage pool", "'" + pool + "'");
        }
        return volumes;
    }

    void create(VolumeSpec spec) {
        VolumeLimits.check(spec);
        Map<String, Stored> pool = volumesOf(spec.pool());
        Volume backing = spec.backing() == null
                ? null
                : require(spec.pool(), spec.backing()).volume();
        long capacity = backing != null && spec.capacityBytes() == 0 ? backing.capacityBytes() : spec.capacityBytes();
        Volume volume = new Volume(
                spec.pool(),
                spec.name(),
                FOLDER + spec.pool() + "/" + spec.name(),
                spec.format().word(),
                capacity,
                spec.format() == VolumeFormat.QCOW2 ? QCOW2_HEADER : capacity,
                backing == null ? null : backing.path());
        pool.putIfAbsent(spec.name(), new Stored(volume, new byte[0]));
    }

    void upload(String pool, String name, Content content) {
        Stored there = require(pool, name);
        try (InputStream in = content.open()) {
            volumesOf(pool).put(name, new Stored(there.volume(), in.readAllBytes()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String pool, String name) {
        pools.getOrDefault(pool, new HashMap<>()).remove(name);
    }

    record Stored(Volume volume, byte[] content) {}
}
