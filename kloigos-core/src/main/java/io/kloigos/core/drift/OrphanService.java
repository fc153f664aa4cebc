package io.kloigos.core.drift;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostService;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.json.Json;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.storage.VolumeClaimsReader;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/** What on hosts nobody uses: listed with what proves it, and removed only where it is named. */
public final class OrphanService {
    /** The most volumes that are removed at once. */
    public static final int MOST = 100;

    private static final JavaType ACCEPTED = Json.type(UUID.class);

    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final HostInventory inventory;
    private final VolumeClaimsReader claims;
    private final List<TaskHandler<?>> handlers;

    public OrphanService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            HostInventory inventory,
            ImageService images) {
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.inventory = inventory;
        this.claims = new VolumeClaimsReader(database, images);
        this.handlers = List.of(new RemoveOrphans(claims, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** What nobody uses on a host, as last observed. {@code NOT_FOUND} when there is no such host. */
    public Orphans list(String hostId) {
        Host host = hosts.get(hostId);
        OrphanSearch search = new OrphanSearch(
                inventory.domains(hostId),
                inventory.volumes(hostId),
                inventory.pools(hostId),
                inventory.snapshots(hostId),
                inventory.leases(hostId),
                claims.of(hostId));
        return new Orphans(
                hostId,
                host.observedAt(),
                host.isReachable(),
                search.unproven(),
                search.orphanVolumes(),
                search.brokenOverlays(),
                search.orphanLeases());
    }

    /**
     * Deletes these volumes and nothing else. The result fails with {@code CONFLICT} when a fresh look at the host does not
     * prove of each that nobody uses it, and with {@code NOT_FOUND} when one is not there; what was deleted before that is
     * gone.
     */
    public Pending<List<VolumeName>> remove(Caller caller, String hostId, List<VolumeName> volumes) {
        record Request(String hostId, List<VolumeName> volumes) {}
        if (volumes.isEmpty() || volumes.size() > MOST) {
            throw KloigosException.invalid("volumes", "must name 1 to " + MOST + " volumes");
        }
        List<VolumeName> named = volumes.stream().distinct().toList();
        hosts.get(hostId).checkReachable();
        UUID task = changes.make(
                caller,
                RemoveOrphans.TYPE,
                new Request(hostId, named),
                ACCEPTED,
                tx -> tasks.submit(
                        tx,
                        caller,
                        new TaskRequest(
                                RemoveOrphans.TYPE,
                                "host:" + hostId,
                                hostId,
                                new RemoveOrphans.Params(hostId, named),
                                List.of("orphans:" + hostId),
                                "Remove what nobody uses from " + hostId + ": "
                                        + named.stream()
                                                .map(VolumeName::toString)
                                                .limit(5)
                                                .collect(Collectors.joining(", ")))));
        return tasks.await(task, () -> named);
    }
}
