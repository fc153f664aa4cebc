package io.kloigos.core.vm.clone;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.task.Proposal;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmTask;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Copies a VM that is off: its disks in full, so that neither depends on the other, and a machine like its own. */
final class CloneVm extends VmTask<CloneVm.Params> {
    static final String TYPE = "vm.clone";

    /**
     * @param vmId the copy
     * @param source the VM that is copied
     * @param disks which volume becomes which
     * @param seeded whether its guest is told its name at its first boot
     * @param domain the machine of the copy
     */
    record Params(
            UUID vmId,
            String hostId,
            String name,
            UUID source,
            String sourceName,
            List<Copy> disks,
            boolean seeded,
            DomainSpec domain,
            boolean start)
            implements VmTask.Params, Proposal.Source {
        Params {
            disks = List.copyOf(disks);
        }

        @Override
        public Proposal proposal() {
            return new Proposal(
                    domain.stamp().project(),
                    name,
                    domain.cpuCores(),
                    domain.memoryMb(),
                    null,
                    domain.nics().stream().map(DomainSpec.NicSpec::network).toList(),
                    domain.stamp().labels());
        }
    }

    /** A volume and its copy, in the same pool. */
    record Copy(String pool, String volume, String copy) {}

    CloneVm(HostService hosts, EventService events) {
        super(TYPE, Params.class, hosts, events);
    }

    @Override
    protected void check(Params params, Stage stage) {
        PowerState state = host(params, stage)
                .state(params.source())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.source()));
        if (state != PowerState.STOPPED && state != PowerState.CRASHED) {
            throw KloigosException.conflict("VM " + params.sourceName() + " is " + state.word()
                    + ": stop it before it is cloned, or back it up and restore the backup as a new VM.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        for (Copy disk : params.disks()) {
            steps.add(Step.undoable(
                    "copy-disk",
                    () -> copy(params, stage, disk),
                    () -> host(params, stage).deleteVolume(disk.pool(), disk.copy())));
        }
        steps.addAll(CloneSteps.machine(stage, params.hostId(), params.domain(), params.seeded(), params.start()));
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId(), params.vmId())));
        return steps;
    }

    /** One that a killed run left behind may be half of a copy: it is made anew. */
    private static void copy(Params params, Stage stage, Copy disk) {
        host(params, stage).deleteVolume(disk.pool(), disk.copy());
        host(params, stage).storage().cloneVolume(disk.pool(), disk.volume(), disk.copy());
    }

    @Override
    protected String done(Params params) {
        return "was made as a copy of " + params.sourceName();
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        VmRecords.made(tx, params.vmId());
        super.succeeded(tx, task, params);
    }

    @Override
    public void again(Transaction tx, Params params) {
        throw KloigosException.conflict("The record of VM " + params.name()
                + " is gone since its making failed. Send the request again instead.");
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        VmRecords.delete(tx, params.vmId());
        super.failed(tx, task, params);
    }
}
