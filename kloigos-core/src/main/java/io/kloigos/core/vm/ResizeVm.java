package io.kloigos.core.vm;

import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.List;

/** Gives a VM other CPUs and memory: from its next start on, and at once as far as its host can do that. */
final class ResizeVm extends ChangeVm<ResizeVm.Params> {
    static final String TYPE = "vm.resize";

    record Params(VmChange change) implements ChangeVm.Params {}

    ResizeVm(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change);
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        WantedVm before = params.change().before();
        WantedVm after = params.change().after();
        return List.of(
                Step.undoable("define", () -> define(params, stage, after), () -> define(params, stage, before)),
                Step.undoable("resize", () -> resize(params, stage, after), () -> resize(params, stage, before)));
    }

    private static void define(Params params, Stage stage, WantedVm size) {
        Reshape.of(params, stage).resize(size.cpuCores(), size.memoryMb());
    }

    private static void resize(Params params, Stage stage, WantedVm size) {
        host(params, stage).devices().resizeNow(params.vmId(), params.owner(), size.cpuCores(), size.memoryMb());
    }

    @Override
    protected String done(Params params) {
        WantedVm after = params.change().after();
        return "has " + after.cpuCores() + " CPUs and " + after.memoryMb() + " MiB of memory now, or at its next start";
    }
}
