package io.kloigos.core.vm.snapshot;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.SnapshotSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.VmTask;
import java.util.List;
import java.util.UUID;

/** Takes a snapshot. */
final class TakeSnapshot extends VmTask<TakeSnapshot.Params> {
    static final String TYPE = "vm.snapshot";

    record Params(UUID vmId, String hostId, String name, SnapshotRequest request, String owner)
            implements VmTask.Params {}

    TakeSnapshot(HostService hosts, EventService events) {
        super(TYPE, Params.class, hosts, events);
    }

    @Override
    protected void check(Params params, Stage stage) {
        String name = params.request().name();
        if (host(params, stage).snapshots().of(params.vmId()).stream()
                .anyMatch(each -> each.name().equals(name))) {
            throw KloigosException.conflict("VM " + params.name() + " has a snapshot " + name + " already.");
        }
        boolean off = host(params, stage).state(params.vmId()).orElse(PowerState.STOPPED) == PowerState.STOPPED;
        if (Boolean.FALSE.equals(params.request().memory()) && !off) {
            throw KloigosException.conflict(
                    "VM " + params.name()
                            + " runs: its disks can be kept together with its memory only. Stop it first, or leave memory out.");
        }
        if (Boolean.TRUE.equals(params.request().memory()) && off) {
            throw KloigosException.conflict("VM " + params.name() + " is off: it has no memory to keep.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        SnapshotRequest request = params.request();
        return List.of(
                Step.undoable(
                        "snapshot",
                        () -> host(params, stage)
                                .snapshots()
                                .create(new SnapshotSpec(
                                        params.vmId(), params.owner(), request.name(), request.description())),
                        () -> host(params, stage).snapshots().delete(params.vmId(), request.name(), params.owner())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(SnapshotSizeMapper.class).keep(params.vmId(), params.request().name());
        super.succeeded(tx, task, params);
    }

    @Override
    protected String done(Params params) {
        return "was kept as snapshot " + params.request().name();
    }
}
