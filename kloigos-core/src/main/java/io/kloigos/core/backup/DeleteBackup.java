package io.kloigos.core.backup;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.VolumeUsers;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.List;

/** Takes a backup from its host, of whose volumes a fresh look proves that nobody uses them by now. */
final class DeleteBackup implements TaskHandler<DeleteBackup.Params> {
    static final String TYPE = "backup.delete";

    record Params(Backup backup) {}

    private final HostService hosts;
    private final EventService events;

    DeleteBackup(HostService hosts, EventService events) {
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
        prove(params.backup(), stage.at(params.backup().hostId()));
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        Backup backup = params.backup();
        return List.of(
                Step.oneWay("delete", () -> {
                    Hypervisor host = stage.at(backup.hostId());
                    prove(backup, host);
                    backup.volumes().forEach(copy -> host.deleteVolume(backup.pool(), copy.volume()));
                }),
                Step.oneWay("observe", () -> stage.observe(backup.hostId())));
    }

    private static void prove(Backup backup, Hypervisor host) {
        HostView view = host.look();
        List<String> names = backup.volumes().stream().map(DiskCopy::volume).toList();
        for (Volume volume : view.volumes()) {
            if (volume.pool().equals(backup.pool()) && names.contains(volume.name())) {
                VolumeUsers.whyKept(host, view, volume).ifPresent(why -> {
                    throw KloigosException.conflict("Backup " + backup.name() + " of VM " + backup.vmName()
                            + " is not deleted: volume " + volume.name() + ": " + why);
                });
            }
        }
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        tx.mapper(BackupMapper.class).delete(params.backup().backupId());
        record(tx, task, params, "backup.deleted", "was deleted");
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(BackupMapper.class).move(params.backup().backupId(), Backup.Status.DELETING, Backup.Status.AVAILABLE);
        record(tx, task, params, "backup.delete_failed", "was not deleted: " + task.error());
    }

    private void record(Transaction tx, Task task, Params params, String type, String what) {
        Backup backup = params.backup();
        events.record(
                tx,
                task.caller(),
                type,
                "backup:" + backup.backupId(),
                "Backup " + backup.name() + " of VM " + backup.vmName() + " " + what,
                task.taskId());
    }
}
