package io.kloigos.core.vm.nic;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.VmChange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plugs a network interface into a VM. */
final class AttachNic extends ChangeVm<AttachNic.Params> {
    static final String TYPE = "vm.interface_attach";

    /** @param address the address that its network keeps for it from now on; null for none */
    record Params(VmChange change, NicSpec nic, @Nullable ReservedAddress address) implements ChangeVm.Params {}

    private final Guards guards;

    AttachNic(Database database, HostService hosts, EventService events, Guards guards) {
        super(TYPE, Params.class, database, hosts, events);
        this.guards = guards;
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.nic(), params.address());
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        if (params.address() != null) {
            steps.add(Reservations.step(stage, params.address()));
        }
        steps.add(guards.stepBefore(stage, params.vmId(), params.hostId(), params.nic()));
        steps.add(Step.undoable(
                        "attach",
                        () -> host(params, stage).devices().attachNic(params.vmId(), params.owner(), params.nic()),
                        () -> host(params, stage)
                                .devices()
                                .detachNic(
                                        params.vmId(),
                                        params.owner(),
                                        params.nic().mac()))
                .leftIfRefused());
        return steps;
    }

    @Override
    public void again(Transaction tx, Params params) {
        if (params.address() != null) {
            throw KloigosException.conflict(
                    "The address that was kept for the interface was given up. Send the request again instead.");
        }
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        if (params.address() != null && !task.hasLeftSomething()) {
            Reservations.forget(tx, params.address());
        }
        super.failed(tx, task, params);
    }

    @Override
    protected String done(Params params) {
        return "got an interface on network " + params.nic().network() + ", "
                + params.nic().mac();
    }
}
