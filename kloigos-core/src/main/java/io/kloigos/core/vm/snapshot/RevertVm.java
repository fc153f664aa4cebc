package io.kloigos.core.vm.snapshot;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmTask;
import io.kloigos.core.vm.report.Adopted;
import io.kloigos.core.vm.report.VmField;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Takes a VM back to a snapshot. What it is made of comes back with it, the mark that it bore included: our records follow,
 * and the mark is made new.
 */
final class RevertVm extends VmTask<RevertVm.Params> {
    static final String TYPE = "vm.revert";

    private static final Set<VmField> CAME_BACK =
            Set.of(VmField.CPU_CORES, VmField.MEMORY_MB, VmField.DISKS, VmField.NETWORKS);

    /** @param stamp that it bears afterwards */
    record Params(UUID vmId, String hostId, String name, String snapshot, Stamp stamp) implements VmTask.Params {}

    private final Database database;

    RevertVm(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, hosts, events);
        this.database = database;
    }

    /** What was changed meanwhile stands in the mark too. */
    @Override
    public Params inTurn(Params params) {
        Vm now = database.transact(tx -> VmRecords.get(tx, params.vmId()));
        Stamp stamp = now.stamp().withGeneration(now.generation() + 1);
        return new Params(params.vmId(), params.hostId(), params.name(), params.snapshot(), stamp);
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.oneWay(
                        "revert",
                        () -> host(params, stage)
                                .snapshots()
                                .revert(
                                        params.vmId(),
                                        params.snapshot(),
                                        params.stamp().owner())),
                Step.oneWay("record", () -> stage.record(() -> record(params, domain(params, stage)))),
                Step.oneWay("mark", () -> host(params, stage).mark(params.vmId(), params.stamp())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private static Domain domain(Params params, Stage stage) {
        return host(params, stage)
                .domain(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
    }

    private void record(Params params, Domain there) {
        database.run(tx -> record(tx, params, there));
    }

    private static void record(Transaction tx, Params params, Domain there) {
        Vm vm = VmRecords.lock(tx, params.vmId());
        VmRecords.setWanted(tx, vm, params.stamp().generation(), Adopted.of(vm, there, CAME_BACK));
    }

    @Override
    protected String done(Params params) {
        return "went back to snapshot " + params.snapshot();
    }
}
