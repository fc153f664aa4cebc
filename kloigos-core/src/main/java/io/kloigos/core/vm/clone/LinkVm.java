package io.kloigos.core.vm.clone;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.DiskPlacement;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VmRecords;
import io.kloigos.core.vm.VolumeGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes a linked clone of a VM that is off. The volumes that its disks stand in are written to by nobody from then on: the VM
 * and its clone each get overlays of them, so that neither sees what the other one writes.
 */
final class LinkVm extends ChangeVm<LinkVm.Params> {
    static final String TYPE = "vm.clone_linked";

    private static final Set<String> POOLS_OF_FILES = Set.of("dir", "fs", "netfs");

    /**
     * @param change of the VM that is cloned
     * @param copy the machine of the clone
     * @param seeded whether the clone's guest is told its name at its first boot
     */
    record Params(VmChange change, DomainSpec copy, List<Link> links, boolean seeded, boolean start)
            implements ChangeVm.Params {
        Params {
            links = List.copyOf(links);
        }
    }

    /**
     * A disk that is shared.
     *
     * @param base the volume that it stands in until then
     * @param overlay what the VM writes to instead
     * @param copy what its clone writes to
     */
    record Link(String pool, String base, VolumeFormat format, String overlay, String copy) {}

    private final Database database;

    LinkVm(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
        this.database = database;
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.copy(), params.links(), params.seeded(), params.start());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        Hypervisor host = host(params, stage);
        PowerState state = host.state(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        if (state != PowerState.STOPPED && state != PowerState.CRASHED) {
            throw refusal(params, "is " + state.word() + ": stop it before it is cloned");
        }
        if (!host.snapshots().of(params.vmId()).isEmpty()) {
            throw refusal(
                    params,
                    "has snapshots, which would be left behind in the disks that are shared: delete them"
                            + " first, or make a full clone");
        }
        params.links().forEach(link -> checkPool(params, host, link));
    }

    private static void checkPool(Params params, Hypervisor host, Link link) {
        String type = host.storage().pool(link.pool()).map(StoragePool::type).orElse("");
        if (!POOLS_OF_FILES.contains(type)) {
            throw refusal(
                    params,
                    "has a disk in pool " + link.pool() + ", which is not one of files: make a full" + " clone");
        }
    }

    private static KloigosException refusal(Params params, String why) {
        return KloigosException.conflict("VM " + params.name() + " " + why + ".");
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        for (Link link : params.links()) {
            steps.add(overlay(params, stage, link, link.overlay()));
            steps.add(overlay(params, stage, link, link.copy()));
        }
        steps.add(Step.undoable("part", () -> part(params, stage), () -> join(params, stage)));
        return steps;
    }

    private static Step overlay(Params params, Stage stage, Link link, String name) {
        return Step.undoable(
                "create-overlay",
                () -> {
                    long capacity =
                            require(params, stage, link.pool(), link.base()).capacityBytes();
                    host(params, stage)
                            .createVolume(new VolumeSpec(link.pool(), name, VolumeFormat.QCOW2, capacity, link.base()));
                },
                () -> new VolumeGuard(host(params, stage)).delete(link.pool(), name));
    }

    private static Volume require(Params params, Stage stage, String pool, String volume) {
        return host(params, stage)
                .volume(pool, volume)
                .orElseThrow(
                        () -> KloigosException.notFound("volume on " + params.hostId() + ",", pool + "/" + volume));
    }

    /** The VM writes to its own overlays from its next start on. */
    private static void part(Params params, Stage stage) {
        place(params, stage, link -> link.base(), Link::overlay, link -> VolumeFormat.QCOW2);
    }

    private static void join(Params params, Stage stage) {
        place(params, stage, Link::overlay, Link::base, Link::format);
    }

    private interface Named {
        String of(Link link);
    }

    private interface Formatted {
        VolumeFormat of(Link link);
    }

    private static void place(Params params, Stage stage, Named from, Named to, Formatted format) {
        Hypervisor host = host(params, stage);
        new DiskPlacement(host, params.change())
                .set(disk -> params.links().stream()
                        .filter(link -> isAt(host, link.pool(), from.of(link), disk))
                        .findFirst()
                        .map(link -> new Amendment.Disk(
                                disk.device(),
                                format.of(link).word(),
                                require(params, stage, link.pool(), to.of(link)).path(),
                                null,
                                disk.target()))
                        .orElseGet(() -> DiskPlacement.same(disk)));
    }

    private static boolean isAt(Hypervisor host, String pool, String volume, Domain.Disk disk) {
        Optional<Volume> there = host.volume(pool, volume);
        return there.isPresent() && Objects.equals(there.get().path(), disk.source());
    }

    @Override
    protected List<Step> cleanUp(Params params, Stage stage) {
        List<Step> steps = new ArrayList<>();
        steps.add(Step.undoable(
                "freeze",
                () -> stage.record(() -> database.run(tx ->
                        params.links().forEach(link -> VmRecords.freeze(tx, params.vmId(), link.pool(), link.base())))),
                () -> stage.record(() -> database.run(tx ->
                        params.links().forEach(link -> VmRecords.thaw(tx, params.vmId(), link.pool(), link.base()))))));
        steps.addAll(CloneSteps.machine(stage, params.hostId(), params.copy(), params.seeded(), params.start()));
        return steps;
    }

    /** The volumes too. */
    @Override
    protected void observe(Params params, Stage stage) {
        stage.observe(params.hostId());
    }

    @Override
    protected String done(Params params) {
        return "got a linked clone, " + params.copy().name();
    }

    private static UUID copy(Params params) {
        return params.copy().vmId();
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        VmRecords.made(tx, copy(params));
        super.succeeded(tx, task, params);
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        VmRecords.delete(tx, copy(params));
        super.failed(tx, task, params);
    }
}
