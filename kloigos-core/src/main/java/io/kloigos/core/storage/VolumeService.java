package io.kloigos.core.storage;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.DryRun;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeLimits;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.json.Json;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.trash.TrashDeadlines;
import io.kloigos.core.trash.TrashRecords;
import io.kloigos.core.trash.Trashed;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The volumes of hosts. Every change but the writing of content, which comes with its caller, is a task. */
public final class VolumeService {
    private static final JavaType ACCEPTED = Json.type(UUID.class);

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final EventService events;
    private final HostService hosts;
    private final HostInventory inventory;
    private final Hypervisors hypervisors;
    private final VolumeClaimsReader claims;
    private final TrashDeadlines deadlines;
    private final VolumeUploads uploads;
    private final List<TaskHandler<?>> handlers;

    public VolumeService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            HostInventory inventory,
            Hypervisors hypervisors,
            VolumeClaimsReader claims,
            TrashDeadlines deadlines) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.events = events;
        this.hosts = hosts;
        this.inventory = inventory;
        this.hypervisors = hypervisors;
        this.claims = claims;
        this.deadlines = deadlines;
        this.uploads = new VolumeUploads(database);
        this.handlers = List.of(
                new CreateVolume(hosts, events),
                new DeleteVolume(claims, deadlines, hosts, events),
                new ResizeVolume(claims, hosts, events),
                new CloneVolume(hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** The volumes of a pool as last reported, without what is in the trash. {@code NOT_FOUND} without the pool. */
    public List<Volume> list(String hostId, String pool) {
        hosts.get(hostId);
        if (inventory.pools(hostId).stream().noneMatch(each -> each.name().equals(pool))) {
            throw KloigosException.notFound("storage pool on " + hostId + ",", pool);
        }
        Set<String> trash = database.transact(tx -> TrashRecords.onHost(tx, hostId)).stream()
                .map(Trashed::place)
                .collect(Collectors.toSet());
        return inventory.volumes(hostId).stream()
                .filter(volume -> volume.pool().equals(pool))
                .filter(volume -> !trash.contains(pool + "/" + volume.name()))
                .toList();
    }

    /** As last reported. */
    private Volume get(VolumeId id) {
        return inventory.volumes(id.hostId()).stream()
                .filter(volume ->
                        volume.pool().equals(id.pool()) && volume.name().equals(id.name()))
                .findFirst()
                .orElseThrow(id::missing);
    }

    /** The result fails with {@code CONFLICT} when there is one of that name, {@code NOT_FOUND} without pool or base. */
    public Pending<Volume> create(Caller caller, String hostId, VolumeSpec spec) {
        VolumeLimits.check(spec);
        VolumeId id = new VolumeId(hostId, spec.pool(), spec.name());
        VolumeId base = spec.backing() == null ? null : new VolumeId(hostId, spec.pool(), spec.backing());
        UUID task = submit(
                caller,
                CreateVolume.TYPE,
                id,
                base,
                new CreateVolume.Params(hostId, spec),
                "Make volume " + id.place() + " on " + hostId);
        return tasks.await(task, () -> get(id));
    }

    /**
     * Deletes a volume of which a fresh look at its host proves that nobody uses it; the result fails with {@code CONFLICT}
     * otherwise. It completes with the entry in the trash that the volume became; empty when it is gone for good.
     *
     * @param now whether to do without the trash
     */
    public Pending<Optional<Trashed>> delete(Caller caller, VolumeId id, boolean now) {
        Trashed trashed = now || deadlines.off() ? null : trashed(caller, id);
        UUID task = submit(
                caller,
                DeleteVolume.TYPE,
                id,
                null,
                new DeleteVolume.Params(id, trashed, null),
                "Delete volume " + id.place() + " from " + id.hostId());
        return tasks.await(
                task, () -> database.transact(tx -> TrashRecords.named(tx, id.hostId(), id.pool(), id.name())));
    }

    private Trashed trashed(Caller caller, VolumeId id) {
        long size = inventory.volumes(id.hostId()).stream()
                .filter(volume ->
                        volume.pool().equals(id.pool()) && volume.name().equals(id.name()))
                .mapToLong(Volume::allocationBytes)
                .findFirst()
                .orElse(0);
        return deadlines
                .trashed(caller.newId(id), id.hostId(), id.pool(), id.name(), caller.actor())
                .withSize(size);
    }

    /** Grows a volume. The result fails with {@code CONFLICT} when it is larger, in use, or a base. */
    public Pending<Volume> resize(Caller caller, VolumeId id, long capacityBytes) {
        UUID task = submit(
                caller,
                ResizeVolume.TYPE,
                id,
                null,
                new ResizeVolume.Params(id, capacityBytes),
                "Grow volume " + id.place() + " on " + id.hostId() + " to " + capacityBytes + " bytes");
        return tasks.await(task, () -> get(id));
    }

    /** Makes a full copy in the same pool. The result fails with {@code CONFLICT} while somebody writes to the volume. */
    public Pending<Volume> copy(Caller caller, VolumeId id, String newName) {
        VolumeLimits.checkName(newName);
        VolumeId copy = new VolumeId(id.hostId(), id.pool(), newName);
        UUID task = submit(
                caller,
                CloneVolume.TYPE,
                copy,
                id,
                new CloneVolume.Params(id, newName),
                "Copy volume " + id.place() + " on " + id.hostId() + " to " + newName);
        return tasks.await(task, () -> get(copy));
    }

    /** What is stored in a volume, read from its host when it is opened. */
    public Content content(VolumeId id) {
        hosts.get(id.hostId()).checkReachable();
        return at(id).storage().content(id.pool(), id.name());
    }

    /**
     * Writes what a caller sends into a volume from its first byte. Blocks until it is there. When it breaks off, what came
     * so far is in the volume: send it again.
     *
     * <p>{@code CONFLICT} when somebody uses the volume, or writes into it already, {@code INVALID} when the content does not fit or stands on another
     * file.
     */
    public Volume write(Caller caller, VolumeId id, Content content) {
        hosts.get(id.hostId()).checkReachable();
        Hypervisor host = at(id);
        HostView view = host.look();
        Volume volume = id.in(view).orElseThrow(id::missing);
        UnusedVolumes.whyKept(host, view, claims.of(id.hostId()), volume).ifPresent(why -> {
            throw KloigosException.conflict(
                    "Volume " + id.place() + " on " + id.hostId() + " is not written to: " + why);
        });
        if (caller.dryRun()) {
            BoundedContent.of(content, volume);
            throw new DryRun(null);
        }
        try (VolumeUploads.Upload upload = uploads.begin(caller, id)) {
            refuseNeeded(id);
            Content bounded = BoundedContent.of(upload.keepingIt(content), volume);
            note(caller, id, "volume.write_begun", "is being written to");
            host.upload(id.pool(), id.name(), bounded);
        }
        hosts.refresh(id.hostId());
        note(caller, id, "volume.written", "was written to");
        return get(id);
    }

    /** Whoever asks for a task from now on sees that the volume is being written to. */
    private void refuseNeeded(VolumeId id) {
        if (!database.transact(tx -> tasks.queue(tx, id.lock(), 1)).isEmpty()) {
            throw KloigosException.conflict("Volume " + id.place() + " on " + id.hostId()
                    + " is not written to: a task needs it as it is. Try again when that has ended.");
        }
    }

    private void note(Caller caller, VolumeId id, String event, String what) {
        database.run(tx -> events.record(
                tx, caller, event, "host:" + id.hostId(), "Volume " + id.place() + " on " + id.hostId() + " " + what));
    }

    private Hypervisor at(VolumeId id) {
        return hypervisors.at(hosts.get(id.hostId()).endpoint());
    }

    /** @param other what must not be in the trash either, and stays as it is meanwhile; null for nothing */
    private UUID submit(
            Caller caller, String type, VolumeId id, @Nullable VolumeId other, Object params, String detail) {
        hosts.get(id.hostId()).checkReachable();
        List<String> locks = other == null ? List.of(id.lock()) : List.of(id.lock(), other.lock());
        return changes.make(caller, type, request(params), ACCEPTED, tx -> {
            refuseTaken(tx, id);
            if (other != null) {
                refuseTaken(tx, other);
            }
            return tasks.submit(
                    tx, caller, new TaskRequest(type, "host:" + id.hostId(), id.hostId(), params, locks, detail));
        });
    }

    /** What was asked for: the same request finds the answer under its key, whenever the volume would expire. */
    private static Object request(Object params) {
        return params instanceof DeleteVolume.Params delete
                ? List.of(delete.volume(), delete.trashed() == null)
                : params;
    }

    /** What tasks lock that need a volume as it is. {@code CONFLICT} while somebody writes into it, or while it is in the trash. */
    public static String lock(Transaction tx, String hostId, String pool, String volume) {
        VolumeId id = new VolumeId(hostId, pool, volume);
        refuseTaken(tx, id);
        return id.lock();
    }

    private static void refuseTaken(Transaction tx, VolumeId id) {
        VolumeUploads.refuse(tx, id);
        TrashRecords.refuse(tx, id.hostId(), id.pool(), id.name());
    }
}
