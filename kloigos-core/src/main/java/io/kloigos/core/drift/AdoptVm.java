package io.kloigos.core.drift;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.observation.HostWatch;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.WantedVm;
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
    private final HostWatch watch;
    private final Hypervisors hypervisors;
    private final EventService events;

    AdoptVm(Database database, HostService hosts, HostWatch watch, Hypervisors hypervisors, EventService events) {
        this.database = database;
        this.hosts = hosts;
        this.watch = watch;
        this.hypervisors = hypervisors;
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
    public void checkPrerequisites(Params params) {
        hosts.get(params.hostId()).checkReachable();
        Vm vm = vm(params);
        Domain there = host(params)
                .domain(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        if (!Adopted.of(vm, there, params.fields()).equals(params.after())) {
            throw KloigosException.conflict("VM " + params.name() + " has changed on " + params.hostId()
                    + " since it was last looked at. Look at the drift again.");
        }
    }

    /** The generation only grows, so that a stamp of this attempt is never newer than the record. */
    @Override
    public List<Step> steps(Params params) {
        return List.of(
                Step.undoable(
                        "take",
                        () -> setWanted(params, params.generation(), params.after()),
                        () -> setWanted(params, params.generation() + 1, params.before())),
                Step.oneWay(
                        "mark",
                        () -> host(params).mark(params.vmId(), vm(params).stamp())),
                Step.oneWay(
                        "observe",
                        () -> watch.see(params.hostId(), params.after().name())));
    }

    private void setWanted(Params params, long generation, WantedVm wanted) {
        database.run(tx -> VmRecords.setWanted(tx, VmRecords.lock(tx, params.vmId()), generation, wanted));
    }

    private Vm vm(Params params) {
        return database.transact(tx -> VmRecords.get(tx, params.vmId()));
    }

    private Hypervisor host(Params params) {
        return hypervisors.at(hosts.get(params.hostId()).endpoint());
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
    public void failed(Transaction tx, Task task, Params params) {
        record(
                tx,
                task,
                params,
                "drift.adopt_failed",
                "VM " + params.name() + " was not taken as it is on " + params.hostId() + ": " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, Caller.of(task.actor()), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
