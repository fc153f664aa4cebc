package io.kloigos.core.observation;

import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.TaskHandler;
import java.util.List;

/** Looks at a host for another engine, which is not connected to it. */
final class LookAtHost implements TaskHandler<LookAtHost.Params> {
    static final String TYPE = "host.look";

    record Params(String hostId) {}

    private final HostWatch watch;

    LookAtHost(HostWatch watch) {
        this.watch = watch;
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
    public List<Step> steps(Params params, Stage stage) {
        return List.of(Step.oneWay("look", () -> watch.lookHere(params.hostId())));
    }
}
