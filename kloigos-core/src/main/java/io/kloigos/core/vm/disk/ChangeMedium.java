package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.vm.ChangeVm;
import io.kloigos.core.vm.VmChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts something into a VM's CD-ROM drive, or takes it out. */
final class ChangeMedium extends ChangeVm<ChangeMedium.Params> {
    static final String TYPE = "vm.cdrom";

    /**
     * @param before what is in it until then; null for nothing
     * @param medium what to put into it; null for nothing
     */
    record Params(
            VmChange change,
            String target,
            @Nullable DiskSpec before,
            @Nullable DiskSpec medium) implements ChangeVm.Params {}

    ChangeMedium(Database database, HostService hosts, EventService events) {
        super(TYPE, Params.class, database, hosts, events);
    }

    @Override
    protected Params with(Params params, VmChange change) {
        return new Params(change, params.target(), params.before(), params.medium());
    }

    @Override
    protected void checkHost(Params params, Stage stage) {
        DiskSpec medium = params.medium();
        if (medium != null
                && host(params, stage).volume(medium.pool(), medium.volume()).isEmpty()) {
            throw KloigosException.notFound(
                    "volume on " + params.hostId() + ",", medium.pool() + "/" + medium.volume());
        }
    }

    @Override
    protected List<Step> work(Params params, Stage stage) {
        return List.of(Step.undoable(
                "change-medium", () -> put(params, stage, params.medium()), () -> put(params, stage, params.before())));
    }

    private static void put(Params params, Stage stage, @Nullable DiskSpec medium) {
        host(params, stage).devices().changeMedium(params.vmId(), params.owner(), params.target(), medium);
    }

    @Override
    protected String done(Params params) {
        DiskSpec medium = params.medium();
        return medium == null
                ? "has nothing in drive " + params.target()
                : "has " + medium.volume() + " in drive " + params.target();
    }
}
