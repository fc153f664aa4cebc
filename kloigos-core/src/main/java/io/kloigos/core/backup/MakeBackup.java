package io.kloigos.core.backup;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import java.util.List;

/** Copies all disks of a VM as of one moment. */
final class MakeBackup implements TaskHandler<MakeBackup.Params> {
    static final String TYPE = "vm.backup";

    record Params(Backup backup) {}

    private final HostService hosts;
    private final EventService events;

    MakeBackup(HostService hosts, EventService events) {
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
        hosts.get(params.backup().hostId()).checkReachable();
        Hypervisor host = host(params, stage);
        String pool = params.backup().pool();
        if (host.storage().pool(pool).isEmpty()) {
            throw KloigosException.notFound("storage pool on " + params.backup().hostId() + ",", pool);
        }
        checkDisks(params.backup(), host);
    }

    private static void checkDisks(Backup backup, Hypervisor host) {
        Domain there = host.domain(backup.vmId())
                .orElseThrow(() -> KloigosException.notFound(
                        "domain on " + backup.hostId() + ",", backup.vmId().toString()));
        if (!BackupService.copies(backup.backupId(), there).equals(backup.volumes())) {
            throw KloigosException.conflict("VM " + backup.vmName() + " has other disks on " + backup.hostId()
                    + " than when this was asked for. Back it up again.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        Backup backup = params.backup();
        return List.of(
                Step.undoable(
                        "copy",
                        () -> host(params, stage).backups().copyDisks(backup.vmId(), backup.pool(), backup.volumes()),
                        () -> remove(params, host(params, stage))),
                Step.oneWay("verify", () -> stage.record(() -> verify(backup, host(params, stage)))),
                Step.oneWay("observe", () -> stage.observe(backup.hostId())));
    }

    private static void verify(Backup backup, Hypervisor host) {
        for (DiskCopy copy : backup.volumes()) {
            if (host.volume(backup.pool(), copy.volume()).isEmpty()) {
                throw KloigosException.notFound("copy of disk " + copy.target() + ",", copy.volume());
            }
        }
    }

    private static void remove(Params params, Hypervisor host) {
        Backup backup = params.backup();
        host.backups().breakOff(backup.vmId());
        host.storage().refreshPool(backup.pool());
        backup.volumes().forEach(copy -> host.deleteVolume(backup.pool(), copy.volume()));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(BackupMapper.class).move(params.backup().backupId(), Backup.Status.MAKING, Backup.Status.AVAILABLE);
        record(tx, task, params, "vm.backed_up", "VM " + params.backup().vmName() + " was backed up");
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(BackupMapper.class).delete(params.backup().backupId());
        record(
                tx,
                task,
                params,
                "vm.backup_failed",
                "VM " + params.backup().vmName() + " could not be backed up: " + task.error());
    }

    private static Hypervisor host(Params params, Stage stage) {
        return stage.at(params.backup().hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.backup().vmId()), message, task.taskId());
    }
}
