package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VolumeGuard;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Plugs a disk into a VM. */
final class AttachDisk extends ChangeVm<AttachDisk.Params> {
    static final String TYPE = "vm.disk_attach";

    /** @param sizeBytes of a volume to make; null for one that exists */
    record Params(VmChange change, DiskSpec disk, @Nullable Long sizeBytes) implements ChangeVm.Params {}

    AttachDisk(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.disk(), params.sizeBytes());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        if (params.sizeBytes() == null) {
            DiskSpec disk = params.disk();
            Volume volume = host(params, stage)
                    .volume(disk.pool(), disk.volume())
                    .orElseThrow(() -> KloigosException.notFound(
                            "volume on " + params.hostId() + ",", disk.pool() + "/" + disk.volume()));
            new VolumeGuard(host(params, stage)).refuseUsed(volume);
            if (!volume.format().equals(disk.format().word())) {
                throw KloigosException.conflict("Volume " + disk.volume() + " is " + volume.format()
                        + " on its host, not " + disk.format().word() + " as last seen. Try again.");
            }
        }
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        DiskSpec disk = params.disk();
        List<Step> steps = new ArrayList<>();
        if (params.sizeBytes() != null) {
            VolumeSpec volume = new VolumeSpec(disk.pool(), disk.volume(), disk.format(), params.sizeBytes(), null);
            steps.add(Step.undoable(
                    "create-volume",
                    () -> host(params, stage).createVolume(volume),
                    () -> host(params, stage).deleteVolume(disk.pool(), disk.volume())));
        }
        steps.add(Step.undoable(
                        "attach",
                        () -> host(params, stage).devices().attachDisk(params.vmId(), params.owner(), disk),
                        () -> host(params, stage)
                                .devices()
                                .detachDisk(params.vmId(), params.owner(), Objects.requireNonNull(disk.target())))
                .leftIfRefused());
        return steps;
    }

    /** The volume too. */
    @Override
    protected void observe(Params params, Stage stage) {
        stage.observe(params.hostId());
    }

    @Override
    protected String done(Params params) {
        return "got disk " + params.disk().target();
    }
}
