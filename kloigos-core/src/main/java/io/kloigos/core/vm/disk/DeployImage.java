package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.DiskPlacement;
import io.kloigos.core.vm.TrashStep;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VolumeGuard;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gives a VM that is off a new first disk, made from an image; what was on the old one is lost, or in the trash. */
final class DeployImage extends ChangeVm<DeployImage.Params> {
    static final String TYPE = "vm.deploy";

    /**
     * @param image the volume that the new disk is built on
     * @param sizeBytes what the guest is to see of it
     * @param delete whether the old one goes
     * @param trash what it becomes then; null where it is deleted
     */
    record Params(
            VmChange change,
            DiskSpec old,
            DiskSpec fresh,
            String image,
            long sizeBytes,
            boolean delete,
            @Nullable Trashed trash)
            implements ChangeVm.Params {}

    private final Database database;

    DeployImage(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
        this.database = database;
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(
                change,
                params.old(),
                params.fresh(),
                params.image(),
                params.sizeBytes(),
                params.delete(),
                params.trash());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        Hypervisor host = host(params, stage);
        PowerState state = host.state(params.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + params.hostId() + ",", params.vmId()));
        if (state != PowerState.STOPPED && state != PowerState.CRASHED) {
            throw refusal(params, "is " + state.word() + ": stop it before it gets another disk");
        }
        if (!host.snapshots().of(params.vmId()).isEmpty()) {
            throw refusal(params, "has snapshots, which are of its present disk: delete them first");
        }
        guard(params, stage).refuseBase(params.old().pool(), params.old().volume());
        require(host, params, params.fresh().pool(), params.image());
    }

    private static KloigosException refusal(Params params, String why) {
        return KloigosException.conflict("VM " + params.name() + " " + why + ".");
    }

    private static Volume require(Hypervisor host, Params params, String pool, String volume) {
        return host.volume(pool, volume)
                .orElseThrow(
                        () -> KloigosException.notFound("volume on " + params.hostId() + ",", pool + "/" + volume));
    }

    private static VolumeGuard guard(Params params, Stage stage) {
        return new VolumeGuard(host(params, stage));
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        DiskSpec fresh = params.fresh();
        VolumeSpec overlay =
                new VolumeSpec(fresh.pool(), fresh.volume(), VolumeFormat.QCOW2, params.sizeBytes(), params.image());
        return List.of(
                Step.undoable(
                        "create-disk",
                        () -> host(params, stage).createVolume(overlay),
                        () -> guard(params, stage).delete(fresh.pool(), fresh.volume())),
                Step.undoable(
                        "exchange",
                        () -> exchange(params, stage, params.old(), fresh),
                        () -> exchange(params, stage, fresh, params.old())));
    }

    private static void exchange(Params params, Stage stage, DiskSpec from, DiskSpec to) {
        Hypervisor host = host(params, stage);
        String gone = require(host, params, from.pool(), from.volume()).path();
        String come = require(host, params, to.pool(), to.volume()).path();
        new DiskPlacement(host, params.change())
                .set(disk -> gone.equals(disk.source())
                        ? new Amendment.Disk(disk.device(), to.format().word(), come, null, disk.target())
                        : DiskPlacement.same(disk));
    }

    @Override
    protected List<Step> cleanUp(Params params, Stage stage) {
        DiskSpec old = params.old();
        Trashed trash = params.trash();
        if (trash != null) {
            return List.of(TrashStep.of(stage, database, trash, Set.of()));
        }
        return params.delete()
                ? List.of(Step.oneWay(
                        "delete-original", () -> guard(params, stage).delete(old.pool(), old.volume())))
                : List.of();
    }

    /** The volumes too. */
    @Override
    protected void observe(Params params, Stage stage) {
        stage.observe(params.hostId());
    }

    @Override
    protected String done(Params params) {
        return "starts from " + params.change().after().image() + " now";
    }
}
