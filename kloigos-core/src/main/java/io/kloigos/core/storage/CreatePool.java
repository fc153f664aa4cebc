package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PoolSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.ArrayList;
import java.util.List;

/** Defines a storage pool and starts it; what was built for it, such as a folder, stays when that fails. */
final class CreatePool extends StorageTask<CreatePool.Params> {
    static final String TYPE = "pool.create";

    record Params(String hostId, PoolSpec spec, boolean build, boolean autostart) implements StorageTask.Params {
        @Override
        public String what() {
            return "storage pool " + spec.name();
        }
    }

    CreatePool(HostService hosts, EventService events) {
        super(TYPE, "pool.created", Params.class, hosts, events);
    }

    @Override
    void check(Params params, Hypervisor host) {
        if (host.storage().pool(params.spec().name()).isPresent()) {
            throw KloigosException.conflict(
                    "There is a storage pool " + params.spec().name() + " on " + params.hostId()
                            + " already. Choose another name, or delete that one first.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        String name = params.spec().name();
        List<Step> steps = new ArrayList<>();
        steps.add(Step.undoable(
                "define",
                () -> host(params, stage).storage().definePool(params.spec()),
                () -> host(params, stage).storage().undefinePool(name)));
        if (params.build()) {
            steps.add(Step.oneWay("build", () -> host(params, stage).storage().buildPool(name)));
        }
        steps.add(Step.undoable(
                "start",
                () -> host(params, stage).storage().startPool(name),
                () -> host(params, stage).storage().stopPool(name)));
        if (params.autostart()) {
            steps.add(Step.undoable(
                    "autostart",
                    () -> host(params, stage).storage().setPoolAutostart(name, true),
                    () -> host(params, stage).storage().setPoolAutostart(name, false)));
        }
        steps.add(Step.oneWay("observe", () -> stage.observe(params.hostId())));
        return steps;
    }
}
