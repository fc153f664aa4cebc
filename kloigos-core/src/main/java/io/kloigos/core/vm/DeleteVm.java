package io.kloigos.core.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Removes a VM: power, definition, volumes. There is no way back from its first step; a failed one is asked for again. */
final class DeleteVm implements TaskHandler<DeleteVm.Params> {
    static final String TYPE = "vm.delete";

    record Params(UUID vmId, String hostId, String name, boolean keepDisks, String owner) {}

    private final HostService hosts;
    private final EventService events;

    DeleteVm(HostService hosts, EventService events) {
        this.hosts = hosts;
        this.events = events;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Class<Params> paramsType() {
        return Params.class;
    }

    @Override
    public void checkPrerequisites(Params params, Stage stage) {
        hosts.get(params.hostId()).checkReachable();
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>(List.of(
                Step.oneWay("power-off", () -> host(params, stage).powerOff(params.vmId(), params.owner())),
                Step.oneWay("undefine", () -> host(params, stage).undefine(params.vmId(), params.owner()))));
        if (!params.keepDisks()) {
            steps.add(Step.oneWay(
                    "delete-disk",
                    () -> host(params, stage).deleteVolume(ImageService.POOL, VmVolumes.root(params.vmId()))));
        }
        steps.add(Step.oneWay(
                "delete-seed",
                () -> host(params, stage).deleteVolume(ImageService.POOL, VmVolumes.seed(params.vmId()))));
        return steps;
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(VmMapper.class).delete(params.vmId());
        record(tx, task, params, "vm.deleted", "VM %s was deleted from %s".formatted(params.name(), params.hostId()));
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(VmMapper.class).setPhase(params.vmId(), VmPhase.DELETING, VmPhase.ACTIVE);
        record(
                tx,
                task,
                params,
                "vm.delete_failed",
                "VM %s could not be deleted from %s: %s".formatted(params.name(), params.hostId(), task.error()));
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, Caller.of(task.actor()), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
