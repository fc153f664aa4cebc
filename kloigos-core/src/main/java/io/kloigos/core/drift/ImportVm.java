package io.kloigos.core.drift;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.report.HostReport;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stamps a domain that is to become a VM of ours; its record is there, and goes again when that fails. */
final class ImportVm implements TaskHandler<ImportVm.Params> {
    static final String TYPE = "vm.import";

    /**
     * @param spec what it was made of when it was asked for
     * @param stamp the mark that it gets
     * @param before the mark of ours that it had; null for none
     */
    record Params(
            UUID vmId,
            String hostId,
            String name,
            VmSpec spec,
            Map<String, String> poolPaths,
            Stamp stamp,
            @Nullable Stamp before)
            implements Proposal.Source {
        @Override
        public Proposal proposal() {
            return new Proposal(stamp.project(), name, null, null, stamp.image(), List.of(), stamp.labels());
        }
    }

    private final HostService hosts;
    private final EventService events;

    ImportVm(HostService hosts, EventService events) {
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
        Domain there = host(params, stage)
                .domain(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        boolean same = there.name().equals(params.name())
                && new HostReport(there, params.poolPaths()).spec().equals(params.spec());
        if (!same) {
            throw KloigosException.conflict("Domain " + params.name() + " has changed on " + params.hostId()
                    + " since it was last looked at. Import it again.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.undoable(
                        "mark",
                        () -> host(params, stage).mark(params.vmId(), params.stamp()),
                        () -> takeMarkBack(params, stage)),
                Step.oneWay("observe", () -> stage.observe(params.hostId(), params.vmId())));
    }

    private void takeMarkBack(Params params, Stage stage) {
        Stamp before = params.before();
        if (before == null) {
            host(params, stage).unmark(params.vmId(), params.stamp().owner());
        } else {
            host(params, stage)
                    .mark(params.vmId(), before.withGeneration(params.stamp().generation()));
        }
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        VmRecords.made(tx, params.vmId());
        record(
                tx,
                task,
                params,
                "vm.imported",
                "VM %s on %s was taken into the CMDB".formatted(params.name(), params.hostId()));
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        VmRecords.delete(tx, params.vmId());
        record(
                tx,
                task,
                params,
                "vm.import_failed",
                "Domain %s on %s was not taken into the CMDB: %s"
                        .formatted(params.name(), params.hostId(), task.error()));
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
