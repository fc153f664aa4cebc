package io.kloigos.core.vm.snapshot;

import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.VmTask;
import java.util.List;
import java.util.UUID;

/** Deletes a snapshot; there is no way back. */
final class DeleteSnapshot extends VmTask<DeleteSnapshot.Params> {
    static final String TYPE = "vm.snapshot_delete";

    record Params(UUID vmId, String hostId, String name, String snapshot, String owner) implements VmTask.Params {}

    DeleteSnapshot(HostService hosts, EventService events) {
        super(TYPE, Params.class, hosts, events);
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.oneWay(
                        "delete-snapshot",
                        () -> host(params, stage).snapshots().delete(params.vmId(), params.snapshot(), params.owner())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(SnapshotSizeMapper.class).forget(params.vmId(), params.snapshot());
        super.succeeded(tx, task, params);
    }

    @Override
    protected String done(Params params) {
        return "lost its snapshot " + params.snapshot();
    }
}
