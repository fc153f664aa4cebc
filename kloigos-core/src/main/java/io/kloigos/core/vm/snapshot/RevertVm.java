package io.kloigos.core.vm.snapshot;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmTask;
import io.kloigos.core.vm.WantedVm;
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
                Step.oneWay("record", () -> stage.record(() -> record(params, host(params, stage)))),
                Step.oneWay("mark", () -> host(params, stage).mark(params.vmId(), params.stamp())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private void record(Params params, Hypervisor host) {
        Domain there = host.domain(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        Vm vm = database.transact(tx -> VmRecords.get(tx, params.vmId()));
        WantedVm back = sizedAsOn(host, vm, Adopted.of(vm, there, CAME_BACK));
        database.run(tx -> VmRecords.setWanted(
                tx, VmRecords.lock(tx, params.vmId()), params.stamp().generation(), back));
    }

    /** Disks that have grown since are small again, and those that were unplugged since count again. */
    private static WantedVm sizedAsOn(Hypervisor host, Vm before, WantedVm vm) {
        VmSpec spec = vm.spec();
        return spec == null
                ? vm
                : vm.withSpec(spec.withDisks(spec.disks().stream()
                        .map(disk -> isOfNoSize(before, disk) ? disk : sizedAsOn(host, disk))
                        .toList()));
    }

    /** One that counts nothing as it is. */
    private static boolean isOfNoSize(Vm before, VmSpec.Disk disk) {
        VmSpec spec = before.spec();
        return disk.sizeBytes() == null
                && (spec == null || spec.disks().stream().anyMatch(disk::isSameAs));
    }

    private static VmSpec.Disk sizedAsOn(Hypervisor host, VmSpec.Disk disk) {
        String pool = disk.pool();
        String volume = disk.volume();
        return pool == null || volume == null || !disk.device().equals("disk")
                ? disk
                : host.volume(pool, volume)
                        .map(there -> disk.withSize(there.capacityBytes()))
                        .orElse(disk);
    }

    @Override
    protected String done(Params params) {
        return "went back to snapshot " + params.snapshot();
    }
}
