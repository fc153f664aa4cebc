package io.kloigos.core.storage;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.json.Json;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.util.List;
import java.util.UUID;

/** The storage pools of hosts. Every change is a task. */
public final class StoragePoolService {
    private static final JavaType ACCEPTED = Json.type(UUID.class);

    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final HostInventory inventory;
    private final List<TaskHandler<?>> handlers;

    public StoragePoolService(
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            HostInventory inventory,
            VolumeClaimsReader claims) {
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.inventory = inventory;
        this.handlers = List.of(
                new CreatePool(hosts, events), new DeletePool(claims, hosts, events), new ActOnPool(hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** As last reported. {@code NOT_FOUND} when the host has reported none of that name. */
    public StoragePool get(String hostId, String name) {
        hosts.get(hostId);
        return inventory.pools(hostId).stream()
                .filter(pool -> pool.name().equals(name))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("storage pool on " + hostId + ",", name));
    }

    /**
     * Defines a storage pool and starts it. The result fails with {@code CONFLICT} when there is one of that name.
     *
     * @param build whether to make what it stands on, such as its folder
     * @param autostart whether it starts with its host
     */
    public Pending<StoragePool> create(Caller caller, String hostId, PoolSpec spec, boolean build, boolean autostart) {
        CreatePool.Params params = new CreatePool.Params(hostId, spec, build, autostart);
        UUID task = submit(
                caller,
                CreatePool.TYPE,
                hostId,
                spec.name(),
                params,
                "Make storage pool " + spec.name() + " on " + hostId);
        return tasks.await(task, () -> get(hostId, spec.name()));
    }

    /**
     * Removes a storage pool from a host; what is in it stays where it is. The result fails with {@code CONFLICT} while a
     * VM or an image uses a volume in it.
     */
    public Pending<String> delete(Caller caller, String hostId, String name) {
        DeletePool.Params params = new DeletePool.Params(hostId, name);
        UUID task = submit(
                caller, DeletePool.TYPE, hostId, name, params, "Remove storage pool " + name + " from " + hostId);
        return tasks.await(task, () -> name);
    }

    public Pending<StoragePool> act(Caller caller, String hostId, String name, PoolAction action) {
        ActOnPool.Params params = new ActOnPool.Params(hostId, name, action);
        String detail = action.word() + " storage pool " + name + " on " + hostId;
        UUID task = submit(caller, ActOnPool.TYPE, hostId, name, params, detail);
        return tasks.await(task, () -> get(hostId, name));
    }

    private UUID submit(Caller caller, String type, String hostId, String name, Object params, String detail) {
        hosts.get(hostId).checkReachable();
        TaskRequest request =
                new TaskRequest(type, "host:" + hostId, hostId, params, List.of(lock(hostId, name)), detail);
        return changes.make(caller, type, params, ACCEPTED, tx -> tasks.submit(tx, caller, request));
    }

    private static String lock(String hostId, String name) {
        return "pool:" + name + "@" + hostId;
    }
}
