package io.kloigos.core.vm.snapshot;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.project.Usage;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmVerbs;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;

/** Snapshots of VMs, as their hosts have them. */
public final class SnapshotService {
    private final VmVerbs verbs;
    private final HostInventory inventory;
    private final List<TaskHandler<?>> handlers;

    public SnapshotService(
            VmVerbs verbs, HostInventory inventory, Database database, HostService hosts, EventService events) {
        this.verbs = verbs;
        this.inventory = inventory;
        this.handlers = List.of(
                new TakeSnapshot(hosts, events),
                new DeleteSnapshot(hosts, events),
                new RevertVm(database, hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** The snapshots of a VM as last reported, oldest first. {@code NOT_FOUND} when there is no such VM. */
    public List<VmSnapshot> list(UUID vmId) {
        return inventory.snapshots(verbs.get(vmId).hostId()).stream()
                .filter(snapshot -> snapshot.vmId().equals(vmId))
                .sorted(Comparator.comparing(Snapshot::createdAt).thenComparing(Snapshot::name))
                .map(VmSnapshot::of)
                .toList();
    }

    /** {@code NOT_FOUND} when the VM has no such snapshot, as last reported. */
    public VmSnapshot get(UUID vmId, UUID snapshotId) {
        return list(vmId).stream()
                .filter(each -> each.snapshotId().equals(snapshotId))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("snapshot", snapshotId));
    }

    /**
     * Takes a snapshot of the VM's disks and, while it runs, its memory. The result fails with {@code CONFLICT} when there is
     * one of that name, or a disk can hold none.
     */
    public Pending<VmSnapshot> take(Caller caller, UUID vmId, SnapshotRequest request) {
        Pending<Vm> taken = verbs.accept(
                caller,
                TakeSnapshot.TYPE,
                vmId,
                request,
                (tx, vm) -> new VmVerbs.Work(
                        new TakeSnapshot.Params(
                                vmId,
                                vm.hostId(),
                                vm.name(),
                                request,
                                vm.ownerId().toString()),
                        "Take snapshot " + request.name() + " of VM " + vm.name(),
                        Usage.ofSnapshots(1)));
        return new Pending<>(
                taken.taskId(), taken.result().thenApply(vm -> get(vmId, VmSnapshot.id(vmId, request.name()))));
    }

    /**
     * Takes the VM back to a snapshot, as it was then, running or not. {@code QUOTA_EXCEEDED} when its project may not have as
     * much as it had then.
     */
    public Pending<Vm> revert(Caller caller, UUID vmId, UUID snapshotId) {
        Snapshot snapshot = get(vmId, snapshotId).snapshot();
        String name = snapshot.name();
        return verbs.accept(
                caller,
                RevertVm.TYPE,
                vmId,
                name,
                (tx, vm) -> new VmVerbs.Work(
                        new RevertVm.Params(
                                vmId, vm.hostId(), vm.name(), name, vm.stamp().withGeneration(vm.generation() + 1)),
                        "Take VM " + vm.name() + " back to snapshot " + name,
                        comingBack(tx, vm, snapshot)));
    }

    /** What it had then and has not now. */
    private static Usage comingBack(Transaction tx, Vm vm, Snapshot snapshot) {
        Usage now = vm.wanted().usage();
        Long storageMb = tx.mapper(SnapshotSizeMapper.class).storageMb(vm.vmId(), snapshot.name());
        return Usage.ofVm(snapshot.cpuCores(), snapshot.memoryMb(), storageMb == null ? now.storageMb() : storageMb)
                .beyond(now);
    }

    /** Deletes a snapshot; those that build on it stay. */
    public Pending<Vm> delete(Caller caller, UUID vmId, UUID snapshotId) {
        String name = get(vmId, snapshotId).snapshot().name();
        return verbs.accept(
                caller,
                DeleteSnapshot.TYPE,
                vmId,
                name,
                (tx, vm) -> new VmVerbs.Work(
                        new DeleteSnapshot.Params(
                                vmId, vm.hostId(), vm.name(), name, vm.ownerId().toString()),
                        "Delete snapshot " + name + " of VM " + vm.name()));
    }
}
