package io.kloigos.core.drift;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.WantedVm;
import io.kloigos.core.vm.report.Adopted;
import io.kloigos.core.vm.report.VmField;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Takes what a host has of a VM as wanted: the record first, then the stamp that says so. */
final class AdoptVm implements TaskHandler<AdoptVm.Params> {
    static final String TYPE = "drift.adopt";

    /**
     * @param generation of the record with what was taken over
     * @param before what was wanted until then
     * @param after what is wanted from then on
     */
    record Params(
            UUID vmId,
            String hostId,
            String name,
            Set<VmField> fields,
            long generation,
            WantedVm before,
            WantedVm after) {}

    private final Database database;
    private final HostService hosts;
    private final EventService events;

    AdoptVm(Database database, HostService hosts, EventService events) {
        this.database = database;
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
        Vm vm = vm(params);
        Domain there = host(params, stage)
                .domain(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        if (!Adopted.of(vm, there, params.fields()).equals(params.after())) {
            throw KloigosException.conflict("VM " + params.name() + " has changed on " + params.hostId()
                    + " since it was last looked at. Look at the drift again.");
        }
    }

    /** The generation only grows, so that a stamp of this attempt is never newer than the record. */
    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.undoable(
                        "take",
                        () -> stage.record(() -> setWanted(params, params.generation(), params.after())),
                        () -> stage.record(() -> setWanted(params, params.generation() + 1, params.before()))),
                Step.oneWay(
                        "mark",
                        () -> host(params, stage).mark(params.vmId(), vm(params).stamp())),
                Step.oneWay("observe", () -> stage.observe(params.hostId(), params.vmId())));
    }

    private void setWanted(Params params, long generation, WantedVm wanted) {
        database.run(tx -> VmRecords.setWanted(tx, VmRecords.lock(tx, params.vmId()), generation, wanted));
    }

    private Vm vm(Params params) {
        return database.transact(tx -> VmRecords.get(tx, params.vmId()));
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        record(
                tx,
                task,
                params,
                "drift.adopted",
                "VM " + params.after().name() + " is wanted as it is on " + params.hostId());
    }

    @Override
    public void again(Transaction tx, Params params) {
        // nothing of it was recorded before it began
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        record(
                tx,
                task,
                params,
                "drift.adopt_failed",
                "VM " + params.name() + " was not taken as it is on " + params.hostId() + ": " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
