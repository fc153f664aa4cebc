package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.network.Reservations;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.trash.Trashed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Removes a VM: power, definition, volumes. There is no way back from its first step; a failed one is asked for again. */
final class DeleteVm implements TaskHandler<DeleteVm.Params> {
    static final String TYPE = "vm.delete";

    /**
     * @param graceful null for pulling the plug
     * @param disks the volumes that are its own, beside the first disk and the seed
     * @param addresses that are kept for its interfaces
     * @param trash what its disks become; none where they are deleted
     */
    record Params(
            UUID vmId,
            String hostId,
            String name,
            boolean keepDisks,
            String owner,
            @Nullable Duration graceful,
            List<VmSpec.Disk> disks,
            List<ReservedAddress> addresses,
            List<Trashed> trash) {
        Params {
            disks = disks == null ? List.of() : List.copyOf(disks);
            addresses = addresses == null ? List.of() : List.copyOf(addresses);
            trash = trash == null ? List.of() : List.copyOf(trash);
        }

        private List<VmSpec.Disk> ownDisks() {
            return DeleteVm.ownDisks(vmId, disks);
        }
    }

    private final Database database;
    private final HostService hosts;
    private final EventService events;
    private final NumaSlots slots;

    DeleteVm(Database database, HostService hosts, EventService events, NumaSlots slots) {
        this.database = database;
        this.hosts = hosts;
        this.events = events;
        this.slots = slots;
    }

    /**
     * All that a VM has of its own: where they are, and what they are called; what is built on others comes before those.
     *
     * @param others beside the first disk, on which they may be built
     */
    static List<VmSpec.Disk> ownDisks(UUID vmId, List<VmSpec.Disk> others) {
        return Stream.concat(
                        others.stream(),
                        Stream.of(new VmSpec.Disk(ImageService.POOL, VmVolumes.root(vmId), null, "disk")))
                .toList();
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
    public Params inTurn(Params params) {
        String hostId =
                database.transact(tx -> VmRecords.get(tx, params.vmId())).hostId();
        if (!hostId.equals(params.hostId())) {
            throw KloigosException.conflict(
                    "VM " + params.name() + " was moved to " + hostId + " meanwhile. Delete it there.");
        }
        return params;
    }

    @Override
    public void checkPrerequisites(Params params, Stage stage) {
        hosts.get(params.hostId()).checkReachable();
        if (!params.keepDisks()) {
            params.ownDisks().forEach(disk -> guard(params, stage).refuseBase(pool(disk), volume(disk)));
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        if (params.graceful() != null) {
            steps.add(Step.oneWay("shut-down", () -> shutDown(params, stage)));
        }
        steps.addAll(List.of(
                Step.oneWay("power-off", () -> host(params, stage).powerOff(params.vmId(), params.owner())),
                Step.oneWay("undefine", () -> host(params, stage).undefine(params.vmId(), params.owner()))));
        params.trash().forEach(disk -> steps.add(TrashStep.of(stage, database, disk, going(params))));
        if (!params.keepDisks() && params.trash().isEmpty()) {
            for (VmSpec.Disk disk : params.ownDisks()) {
                steps.add(Step.oneWay("delete-disk", () -> guard(params, stage).delete(pool(disk), volume(disk))));
            }
        }
        params.addresses().forEach(address -> steps.add(Reservations.releaseStep(stage, address)));
        steps.add(Step.oneWay(
                "delete-seed",
                () -> host(params, stage).deleteVolume(ImageService.POOL, VmVolumes.seed(params.vmId()))));
        return steps;
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        params.addresses().forEach(address -> Reservations.forget(tx, address));
        slots.giveBack(tx, task.caller(), params.vmId());
        tx.mapper(VmMapper.class).delete(params.vmId());
        tx.mapper(VmMapper.class).leavePool(params.vmId());
        record(tx, task, params, "vm.deleted", "VM %s was deleted from %s".formatted(params.name(), params.hostId()));
    }

    @Override
    public void again(Transaction tx, Params params) {
        if (tx.mapper(VmMapper.class).setPhase(params.vmId(), VmPhase.ACTIVE, VmPhase.DELETING) == 0) {
            throw KloigosException.conflict("VM " + params.name() + " is gone, or something else is done to it.");
        }
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(VmMapper.class).setPhase(params.vmId(), VmPhase.DELETING, VmPhase.ACTIVE);
        record(
                tx,
                task,
                params,
                "vm.delete_failed",
                "VM %s could not be deleted from %s: %s".formatted(params.name(), params.hostId(), task.error()));
    }

    private void shutDown(Params params, Stage stage) {
        Hypervisor host = host(params, stage);
        if (host.state(params.vmId()).isPresent()) {
            host.requestShutdown(params.vmId());
            Duration deadline = Objects.requireNonNull(params.graceful());
            if (!stage.awaitState(params.hostId(), params.vmId(), PowerState.STOPPED, deadline, () -> false)) {
                throw KloigosException.conflict(
                        "VM " + params.name() + " did not shut down within " + deadline.toSeconds()
                                + " s, and was not deleted. Delete it without graceful to pull the plug.");
            }
        }
    }

    private VolumeGuard guard(Params params, Stage stage) {
        return new VolumeGuard(host(params, stage), going(params));
    }

    private static Set<String> going(Params params) {
        return params.ownDisks().stream()
                .map(disk -> pool(disk) + "/" + volume(disk))
                .collect(Collectors.toSet());
    }

    private static String pool(VmSpec.Disk disk) {
        return Objects.requireNonNull(disk.pool());
    }

    private static String volume(VmSpec.Disk disk) {
        return Objects.requireNonNull(disk.volume());
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, task.caller(), type, Vm.target(params.vmId()), message, task.taskId());
    }
}
