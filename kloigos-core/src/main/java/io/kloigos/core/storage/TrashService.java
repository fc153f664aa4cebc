package io.kloigos.core.storage;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.trash.TrashRecords;
import io.kloigos.core.trash.Trashed;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/** Deleted volumes that can be brought back until their deadline. */
public final class TrashService {
    /** The most that one list holds. */
    public static final int MOST = 1000;

    private static final Caller ITSELF = Caller.of("kloigos");
    private static final int AT_ONCE = 20;
    private static final JavaType TASK = Json.type(UUID.class);
    private static final JavaType ENTRY = Json.type(Trashed.class);

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final EventService events;
    private final Clock clock;

    public TrashService(Database database, Changes changes, TaskService tasks, EventService events, Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.events = events;
        this.clock = clock;
    }

    /** What goes first comes first. */
    public List<Trashed> list() {
        return database.transact(tx -> TrashRecords.list(tx, MOST));
    }

    /** {@code NOT_FOUND} when there is no such entry. */
    public Trashed get(UUID trashId) {
        return database.transact(tx -> TrashRecords.get(tx, trashId));
    }

    /** Takes a volume out of the trash, and answers what it was. {@code CONFLICT} when it is being deleted. */
    public Trashed restore(Caller caller, UUID trashId) {
        return changes.make(caller, "trash.restore", trashId, ENTRY, tx -> {
            Trashed trashed = TrashRecords.get(tx, trashId);
            TrashRecords.restore(tx, trashed);
            events.record(
                    tx,
                    caller,
                    "volume.restored",
                    "host:" + trashed.hostId(),
                    "Volume " + trashed.place() + " on " + trashed.hostId() + " was brought back from the trash");
            return trashed;
        });
    }

    /** Deletes a volume that is in the trash now. {@code CONFLICT} when that is being done. */
    public Pending<UUID> remove(Caller caller, UUID trashId) {
        UUID task = changes.make(caller, "trash.remove", trashId, TASK, tx -> {
            Trashed trashed = TrashRecords.get(tx, trashId);
            if (!TrashRecords.going(tx, trashId)) {
                throw KloigosException.conflict("Volume " + trashed.place() + " is being deleted already.");
            }
            return submit(tx, caller, trashed);
        });
        return tasks.await(task, () -> trashId);
    }

    /** Has deleted what has waited long enough. */
    public void empty() {
        List<Trashed> due = database.transact(tx -> TrashRecords.due(tx, clock.instant(), AT_ONCE));
        due.forEach(trashed -> database.run(tx -> {
            if (TrashRecords.going(tx, trashed.trashId())) {
                submit(tx, ITSELF, trashed);
            }
        }));
    }

    private UUID submit(Transaction tx, Caller caller, Trashed trashed) {
        VolumeId volume = new VolumeId(trashed.hostId(), trashed.pool(), trashed.volume());
        return tasks.submit(
                tx,
                caller,
                new TaskRequest(
                        DeleteVolume.TYPE,
                        "host:" + trashed.hostId(),
                        trashed.hostId(),
                        new DeleteVolume.Params(volume, null, trashed.trashId()),
                        List.of(volume.lock()),
                        "Delete volume " + volume.place() + " from " + trashed.hostId() + ", which is in the trash"));
    }
}
