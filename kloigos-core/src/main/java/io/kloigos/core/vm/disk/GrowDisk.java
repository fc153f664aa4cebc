package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VmVolumes;
import java.util.List;

/** Makes a disk larger; there is no way back. */
final class GrowDisk extends ChangeVm<GrowDisk.Params> {
    static final String TYPE = "vm.disk_grow";

    record Params(VmChange change, DiskSpec disk, int sizeGb) implements ChangeVm.Params {}

    GrowDisk(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.disk(), params.sizeGb());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        DiskSpec disk = params.disk();
        Volume volume = host(params, stage)
                .volume(disk.pool(), disk.volume())
                .orElseThrow(() -> KloigosException.notFound(
                        "volume on " + params.hostId() + ",", disk.pool() + "/" + disk.volume()));
        if (bytes(params) < volume.capacityBytes()) {
            long whole = (volume.capacityBytes() + VmVolumes.GIB - 1) / VmVolumes.GIB;
            throw KloigosException.invalid(
                    "size_gb", "must be at least " + whole + ": the disk has that already, and cannot be made smaller");
        }
    }

    private static long bytes(Params params) {
        return params.sizeGb() * VmVolumes.GIB;
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        return List.of(Step.oneWay(
                "grow",
                () -> host(params, stage)
                        .devices()
                        .growDisk(params.vmId(), params.owner(), params.disk(), bytes(params))));
    }

    /** The volume too. */
    @Override
    protected void observe(Params params, Stage stage) {
        stage.observe(params.hostId());
    }

    @Override
    protected String done(Params params) {
        return "has " + params.sizeGb() + " GiB on disk " + params.disk().target();
    }
}
