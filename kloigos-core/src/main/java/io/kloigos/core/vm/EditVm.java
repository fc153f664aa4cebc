package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.ArrayList;
import java.util.List;

/** Changes what a VM is called, said of, and whether it starts with its host; it goes on running meanwhile. */
final class EditVm extends ChangeVm<EditVm.Params> {
    static final String TYPE = "vm.edit";

    record Params(VmChange change) implements ChangeVm.Params {
        boolean renames() {
            return !change.before().name().equals(change.after().name());
        }
    }

    EditVm(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change);
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        PowerState state = host(params, stage)
                .state(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        if (params.renames() && state != PowerState.STOPPED) {
            throw KloigosException.conflict("VM " + params.name() + " is " + state.word() + ": stop it to rename it to "
                    + params.change().after().name() + ".");
        }
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        WantedVm before = params.change().before();
        WantedVm after = params.change().after();
        if (params.renames()) {
            steps.add(Step.undoable(
                    "rename",
                    () -> rename(params, stage, after.domainName()),
                    () -> rename(params, stage, before.domainName())));
        }
        VmSpec was = before.spec();
        VmSpec is = after.spec();
        if (was != null && is != null && was.autostart() != is.autostart()) {
            steps.add(Step.undoable(
                    "autostart",
                    () -> host(params, stage).setAutostart(params.vmId(), is.autostart()),
                    () -> host(params, stage).setAutostart(params.vmId(), was.autostart())));
        }
        return steps;
    }

    private static void rename(Params params, Stage stage, String name) {
        Reshape.of(params, stage).rename(name);
    }

    @Override
    protected String done(Params params) {
        return params.renames() ? "is called " + params.change().after().name() + " now" : "was edited";
    }
}
