package io.kloigos.core.backup;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmTurn;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** Backups of VMs. Every change is a task. */
public final class BackupService {
    private static final int MOST = 1000;
    private static final JavaType ACCEPTED = Json.type(Accepted.class);
    private static final JavaType RESTORING = Json.type(Restoring.class);

    /** What is remembered of an accepted change. */
    record Accepted(UUID backupId, UUID taskId) {}

    /** What is remembered of an accepted restoration. */
    record Restoring(UUID vmId, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public BackupService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.clock = clock;
        this.handlers = List.of(
                new MakeBackup(hosts, events), new DeleteBackup(hosts, events), new RestoreBackup(hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** Copies all disks of a VM, as its host last reported them, into volumes of a pool of files on its host. */
    public Pending<Backup> make(Caller caller, UUID vmId, String pool, String name) {
        record Request(UUID vmId, String pool, String name) {}
        new Checks().hostname("pool", pool).text("name", name, 255).done();
        Request request = new Request(vmId, pool, name);
        Accepted accepted = changes.make(caller, MakeBackup.TYPE, request, ACCEPTED, tx -> {
            Vm vm = VmTurn.of(tx, tasks, vmId);
            hosts.get(vm.hostId()).checkReachable();
            UUID id = caller.newId(request);
            Backup backup = new Backup(
                    id,
                    vmId,
                    vm.name(),
                    vm.hostId(),
                    name,
                    pool,
                    Backup.Status.MAKING,
                    copies(id, vm),
                    vm.wanted(),
                    caller.actor(),
                    clock.instant().truncatedTo(ChronoUnit.MILLIS));
            tx.mapper(BackupMapper.class).insert(backup);
            return submit(
                    tx,
                    caller,
                    MakeBackup.TYPE,
                    backup,
                    new MakeBackup.Params(backup),
                    "Back up VM " + vm.name() + " as " + name);
        });
        return tasks.await(accepted.taskId(), () -> get(accepted.backupId()));
    }

    private static List<DiskCopy> copies(UUID backupId, Vm vm) {
        Domain seen = vm.observed();
        List<DiskCopy> copies = seen == null ? List.of() : copies(backupId, seen);
        if (copies.isEmpty()) {
            throw KloigosException.conflict(
                    "VM " + vm.name() + " has no disk that its host reports: there is nothing" + " to back up.");
        }
        return copies;
    }

    /** What the disks of a domain are to be copied into. */
    static List<DiskCopy> copies(UUID backupId, Domain domain) {
        return domain.disks().stream()
                .filter(disk -> disk.device().equals("disk") && disk.source() != null)
                .map(disk -> new DiskCopy(
                        disk.target(),
                        String.valueOf(disk.source()),
                        "kloigos-backup-" + backupId + "-" + disk.target() + ".qcow2"))
                .toList();
    }

    /** Deletes a backup. {@code CONFLICT} while it is being made or deleted. */
    public Pending<UUID> delete(Caller caller, UUID backupId) {
        Accepted accepted = changes.make(caller, DeleteBackup.TYPE, backupId, ACCEPTED, tx -> {
            Backup backup = get(tx, backupId);
            hosts.get(backup.hostId()).checkReachable();
            if (tx.mapper(BackupMapper.class).move(backupId, Backup.Status.AVAILABLE, Backup.Status.DELETING) == 0) {
                throw KloigosException.conflict(
                        "Backup " + backup.name() + " is being made or deleted. Wait for that to end.");
            }
            return submit(
                    tx,
                    caller,
                    DeleteBackup.TYPE,
                    backup,
                    new DeleteBackup.Params(backup),
                    "Delete backup " + backup.name() + " of VM " + backup.vmName());
        });
        return tasks.await(accepted.taskId(), () -> backupId);
    }

    /**
     * Makes a VM from a backup, with another name and other MAC addresses than the one that was backed up. {@code CONFLICT}
     * when the name is taken, or the backup is being made or deleted; {@code INVALID} when nobody says how large the VM is to
     * be; the result fails with {@code NOT_FOUND} without the pool, {@code CONFLICT} without a network.
     */
    public Pending<Vm> restore(Caller caller, UUID backupId, RestoreRequest request) {
        Restoring accepted = changes.make(
                caller,
                RestoreBackup.TYPE,
                List.of(backupId, request),
                RESTORING,
                tx -> acceptRestore(tx, caller, get(tx, backupId), request));
        return tasks.await(accepted.taskId(), () -> database.transact(tx -> VmRecords.get(tx, accepted.vmId())));
    }

    private Restoring acceptRestore(Transaction tx, Caller caller, Backup backup, RestoreRequest request) {
        if (backup.status() != Backup.Status.AVAILABLE) {
            throw KloigosException.conflict(
                    "Backup " + backup.name() + " is being made or deleted. Wait for that to end.");
        }
        String hostId = Objects.requireNonNullElse(request.hostId(), backup.hostId());
        hosts.get(hostId).checkTakesNewWork();
        UUID vmId = caller.newId(List.of(VmRecords.ownerId(tx), backup.backupId(), request));
        RestoredVm restored = new RestoredVm(vmId, backup, request);
        Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        VmRecords.add(tx, vmId, hostId, VmPhase.PROVISIONING, 1, restored.wanted(), createdAt);
        RestoreBackup.Params params = new RestoreBackup.Params(
                vmId,
                hostId,
                request.name(),
                backup,
                request.pool(),
                restored.volumes(),
                restored.isSeeded(),
                VmRecords.get(tx, vmId).domain(),
                request.start());
        TaskRequest task = new TaskRequest(
                RestoreBackup.TYPE,
                Vm.target(vmId),
                hostId,
                params,
                List.of(Vm.target(backup.vmId()), Vm.target(vmId)),
                "Make VM " + request.name() + " from backup " + backup.name() + " of VM " + backup.vmName());
        return new Restoring(vmId, tasks.submit(tx, caller, task));
    }

    /** {@code NOT_FOUND} when there is no such backup. */
    public Backup get(UUID backupId) {
        return database.transact(tx -> get(tx, backupId));
    }

    private static Backup get(Transaction tx, UUID backupId) {
        return Optional.ofNullable(tx.mapper(BackupMapper.class).find(backupId))
                .orElseThrow(() -> KloigosException.notFound("backup", backupId));
    }

    /** The backups of a VM, which may be gone; the newest first. */
    public List<Backup> ofVm(UUID vmId) {
        return database.transact(tx -> tx.mapper(BackupMapper.class).ofVm(vmId, MOST));
    }

    /** All backups, the newest first. */
    public List<Backup> list() {
        return database.transact(tx -> tx.mapper(BackupMapper.class).list(MOST));
    }

    private Accepted submit(Transaction tx, Caller caller, String type, Backup backup, Object params, String detail) {
        String target = Vm.target(backup.vmId());
        TaskRequest request = new TaskRequest(type, target, backup.hostId(), params, List.of(target), detail);
        return new Accepted(backup.backupId(), tasks.submit(tx, caller, request));
    }
}
