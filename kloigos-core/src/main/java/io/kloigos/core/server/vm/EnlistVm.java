package io.kloigos.core.server.vm;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.ServerService;
import io.kloigos.core.server.vm.VmTemplate.OnRelease;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmService;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Puts a VM into the pool, in the hands of the claim that it was made for. It names the VM as its resource, so that it
 * runs once the VM is made, or was not.
 */
final class EnlistVm implements TaskHandler<EnlistVm.Params> {
    static final String TYPE = "server.enlist_vm";
    private static final Duration ADDRESS = Duration.ofMinutes(4);

    record Params(UUID vmId, String hostId, String name, Claim claim, OnRelease onRelease) {}

    private final Database database;
    private final ServerService servers;
    private final VmService vms;
    private final EventService events;

    EnlistVm(Database database, ServerService servers, VmService vms, EventService events) {
        this.database = database;
        this.servers = servers;
        this.vms = vms;
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
        if (database.transact(tx -> VmRecords.find(tx, params.vmId())).isEmpty()) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED,
                    "VM " + params.name() + " could not be made for "
                            + params.claim().name() + "; the task of its provisioning says why.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(Step.oneWay("await-address", () -> awaitAddress(params, stage)));
    }

    private static void awaitAddress(Params params, Stage stage) {
        if (!stage.awaitAddress(params.hostId(), params.vmId(), ADDRESS)) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED,
                    "VM " + params.name() + " had no address within " + ADDRESS.toMinutes()
                            + " minutes: its guest may not start, or its network may have no DHCP.");
        }
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        Vm vm = VmRecords.get(tx, params.vmId());
        Caller caller = task.caller();
        servers.addClaimed(tx, caller, vm, vm.addresses().get(0), params.claim());
        tx.mapper(VmTemplateMapper.class).setOnRelease(params.name(), params.onRelease());
    }

    /** What nobody can reach is of no use to anybody. */
    @Override
    public void failed(Transaction tx, Task task, Params params) {
        Caller caller = task.caller();
        VmRecords.find(tx, params.vmId()).ifPresent(vm -> vms.delete(tx, caller, vm.vmId()));
        events.record(
                tx,
                caller,
                "server.enlist_failed",
                Vm.target(params.vmId()),
                "VM " + params.name() + " did not come into the pool: " + task.error(),
                task.taskId());
    }
}
