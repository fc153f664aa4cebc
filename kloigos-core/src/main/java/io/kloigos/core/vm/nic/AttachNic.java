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

/** Plugs a network interface into a VM. */
final class AttachNic extends ChangeVm<AttachNic.Params> {
    static final String TYPE = "vm.interface_attach";

    record Params(VmChange change, NicSpec nic) implements ChangeVm.Params {}

    AttachNic(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        return List.of(Step.undoable(
                "attach",
                () -> host(params, stage).devices().attachNic(params.vmId(), params.owner(), params.nic()),
                () -> host(params, stage)
                        .devices()
                        .detachNic(params.vmId(), params.owner(), params.nic().mac())));
    }

    @Override
    protected String done(Params params) {
        return "got an interface on network " + params.nic().network() + ", "
                + params.nic().mac();
    }
}
