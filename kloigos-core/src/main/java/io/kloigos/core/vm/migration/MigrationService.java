package io.kloigos.core.vm.migration;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.network.AddressMove;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmVerbs;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Moves of VMs from host to host. */
public final class MigrationService {
    /** Kinds of pools whose volumes several hosts see. */
    private static final Set<String> SHARED = Set.of("netfs", "rbd", "gluster", "iscsi", "iscsi-direct");

    private final VmVerbs verbs;
    private final HostService hosts;
    private final HostInventory inventory;
    private final Reservations reservations;
    private final List<TaskHandler<?>> handlers;

    public MigrationService(
            VmVerbs verbs,
            Database database,
            HostService hosts,
            HostInventory inventory,
            EventService events,
            Reservations reservations,
            Companions companions) {
        this.verbs = verbs;
        this.hosts = hosts;
        this.inventory = inventory;
        this.reservations = reservations;
        this.handlers = List.of(new MigrateVm(database, hosts, events, companions));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Moves a VM to another host. {@code CONFLICT} when it is there, or its name or an address that is kept for it is taken
     * there; the result fails with
     * {@code CONFLICT} when something that it needs is missing there. Whatever happens, it is on one of the two hosts, and
     * its record says on which.
     */
    public Pending<Vm> migrate(Caller caller, UUID vmId, MigrationRequest request) {
        hosts.get(request.targetHostId()).checkTakesNewWork();
        return verbs.accept(caller, MigrateVm.TYPE, vmId, request, (tx, vm) -> {
            checkName(tx, vm, request.targetHostId());
            Move move = move(vm, request, reservations.follow(tx, vmId, vm.hostId(), request.targetHostId()));
            return new VmVerbs.Work(
                    move,
                    "Move VM " + vm.name() + " from " + vm.hostId() + " to " + request.targetHostId()
                            + (Boolean.TRUE.equals(request.live()) ? " while it runs" : ""));
        });
    }

    private static void checkName(Transaction tx, Vm vm, String target) {
        if (vm.hostId().equals(target)) {
            throw KloigosException.conflict("VM " + vm.name() + " is on " + target + " already.");
        }
        VmRecords.checkName(tx, target, vm.projectId(), vm.name());
    }

    private Move move(Vm vm, MigrationRequest request, List<AddressMove> addresses) {
        List<VmSpec.Disk> disks = Move.volumes(vm);
        return new Move(
                vm.vmId(),
                vm.hostId(),
                vm.name(),
                request.targetHostId(),
                vm.ownerId().toString(),
                request.live(),
                request.live() == null ? Move.isOn(vm) : request.live(),
                request.copyStorage() == null ? !isShared(vm.hostId(), disks) : request.copyStorage(),
                disks,
                vm.requireSpec().autostart(),
                addresses);
    }

    /** Whether all disks are in pools that several hosts see. */
    private boolean isShared(String hostId, List<VmSpec.Disk> disks) {
        Set<String> shared = inventory.pools(hostId).stream()
                .filter(pool -> SHARED.contains(pool.type()))
                .map(StoragePool::name)
                .collect(java.util.stream.Collectors.toSet());
        return !disks.isEmpty() && disks.stream().allMatch(disk -> shared.contains(disk.pool()));
    }
}
