package io.kloigos.core.vm.nic;

import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.VmChange;
import java.util.List;

/** Unplugs a network interface from a VM. */
final class DetachNic extends ChangeVm<DetachNic.Params> {
    static final String TYPE = "vm.interface_detach";

    record Params(VmChange change, NicSpec nic) implements ChangeVm.Params {}

    DetachNic(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.nic());
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        return List.of(Step.undoable(
                "detach",
                () -> host(params, stage)
                        .devices()
                        .detachNic(params.vmId(), params.owner(), params.nic().mac()),
                () -> host(params, stage).devices().attachNic(params.vmId(), params.owner(), params.nic())));
    }

    @Override
    protected List<Step> cleanUp(Params params, Stage stage) {
        return List.of(Step.oneWay(
                "remove-guard",
                () -> host(params, stage)
                        .filters()
                        .removeGuard(params.vmId(), params.nic().mac())));
    }

    @Override
    protected String done(Params params) {
        return "lost its interface on network " + params.nic().network() + ", "
                + params.nic().mac();
    }
}
