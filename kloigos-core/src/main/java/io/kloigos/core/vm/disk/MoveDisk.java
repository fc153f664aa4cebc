package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VolumeGuard;
import java.util.List;
import java.util.stream.Stream;

/** Moves a disk of a VM into another storage pool of its host, while it runs if it does. */
final class MoveDisk extends ChangeVm<MoveDisk.Params> {
    static final String TYPE = "vm.disk_move";

    private static final long MIB = 1 << 20;

    /** @param running whether the guest writes to the disk meanwhile */
    record Params(VmChange change, DiskSpec from, DiskSpec to, boolean running) implements ChangeVm.Params {}

    MoveDisk(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.from(), params.to(), params.running());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        Hypervisor host = host(params, stage);
        DiskSpec from = params.from();
        Volume volume = host.volume(from.pool(), from.volume())
                .orElseThrow(() -> KloigosException.notFound(
                        "volume on " + params.hostId() + ",", from.pool() + "/" + from.volume()));
        checkState(params, host);
        int snapshots = host.snapshots().of(params.vmId()).size();
        if (snapshots > 0) {
            throw refusal(params, "has " + snapshots + " snapshots, which cannot move with it: delete them first");
        }
        new VolumeGuard(host).refuseBase(from.pool(), from.volume());
        refuseShared(params, host, volume);
        checkRoom(params, host, volume);
    }

    private static void checkState(Params params, Hypervisor host) {
        Domain domain = host.domain(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        if (DiskCarrier.isActive(domain) != params.running()) {
            throw refusal(params, "is of a VM that is " + domain.state().word() + " by now. Try again");
        }
    }

    private static void refuseShared(Params params, Hypervisor host, Volume volume) {
        host.look().domains().stream()
                .filter(other -> !other.vmId().equals(params.vmId()))
                .filter(other -> has(other, volume))
                .findFirst()
                .ifPresent(other -> {
                    throw refusal(params, "is shared with " + other.name() + ": detach it there first");
                });
    }

    private static boolean has(Domain domain, Volume volume) {
        return Stream.concat(domain.disks().stream(), domain.next().disks().stream())
                .anyMatch(disk -> volume.path().equals(disk.source()));
    }

    private static void checkRoom(Params params, Hypervisor host, Volume volume) {
        DiskSpec to = params.to();
        StoragePool pool = host.storage()
                .pool(to.pool())
                .orElseThrow(() -> KloigosException.notFound("storage pool on " + params.hostId() + ",", to.pool()));
        if (!pool.active()) {
            throw refusal(params, "cannot move: storage pool " + to.pool() + " is not active. Start it first");
        }
        if (host.volume(to.pool(), to.volume()).isPresent()) {
            throw refusal(
                    params, "cannot move: there is a volume " + to.volume() + " in pool " + to.pool() + " already");
        }
        if (volume.allocationBytes() > pool.availableBytes()) {
            throw refusal(
                    params,
                    "needs " + volume.allocationBytes() / MIB + " MiB, and pool " + to.pool() + " has "
                            + pool.availableBytes() / MIB + " MiB left");
        }
    }

    private static KloigosException refusal(Params params, String why) {
        return KloigosException.conflict(
                "Disk " + params.from().target() + " of VM " + params.name() + " " + why + ".");
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        return List.of(Step.undoable(
                "move-disk",
                () -> carrier(params, stage).carry(params.from(), params.to()),
                () -> carrier(params, stage).bringBack(params.from(), params.to(), params.running())));
    }

    @Override
    protected List<Step> cleanUp(Params params, Stage stage) {
        return List.of(Step.oneWay(
                "delete-original", () -> carrier(params, stage).deleteOriginal(params.from(), params.to())));
    }

    private static DiskCarrier carrier(Params params, Stage stage) {
        return new DiskCarrier(stage, params.change());
    }

    /** The volumes too. */
    @Override
    protected void observe(Params params, Stage stage) {
        stage.observe(params.hostId());
    }

    @Override
    protected String done(Params params) {
        return "has disk " + params.to().target() + " in storage pool "
                + params.to().pool();
    }
}
