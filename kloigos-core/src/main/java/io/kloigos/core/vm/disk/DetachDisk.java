package io.kloigos.core.vm.disk;

import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.TrashStep;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VolumeGuard;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Unplugs a disk from a VM. */
final class DetachDisk extends ChangeVm<DetachDisk.Params> {
    static final String TYPE = "vm.disk_detach";

    /**
     * @param delete whether its volume goes too
     * @param trash what that becomes then; null where it is deleted
     */
    record Params(
            VmChange change,
            DiskSpec disk,
            boolean delete,
            @Nullable Trashed trash) implements ChangeVm.Params {}

    private final Database database;

    DetachDisk(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
        this.database = database;
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.disk(), params.delete(), params.trash());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        if (params.delete()) {
            guard(params, stage).refuseBase(params.disk().pool(), params.disk().volume());
        }
    }

    private static VolumeGuard guard(Params params, Stage stage) {
        return new VolumeGuard(host(params, stage));
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        DiskSpec disk = params.disk();
        String target = Objects.requireNonNull(disk.target());
        return List.of(Step.undoable(
                "detach",
                () -> host(params, stage).devices().detachDisk(params.vmId(), params.owner(), target),
                () -> host(params, stage).devices().attachDisk(params.vmId(), params.owner(), disk)));
    }

    @Override
    protected List<Step> cleanUp(Params params, Stage stage) {
        DiskSpec disk = params.disk();
        Trashed trash = params.trash();
        if (trash != null) {
            return List.of(TrashStep.of(stage, database, trash, Set.of()));
        }
        return params.delete()
                ? List.of(
                        Step.oneWay("delete-volume", () -> guard(params, stage).delete(disk.pool(), disk.volume())))
                : List.of();
    }

    /** The volume too. */
    @Override
    protected void observe(Params params, Stage stage) {
        stage.observe(params.hostId());
    }

    @Override
    protected String done(Params params) {
        return "lost disk " + params.disk().target()
                + (params.delete() ? " and its volume " : "; kept is its volume ")
                + params.disk().volume();
    }
}
