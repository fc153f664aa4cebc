package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.List;

/** Makes an empty volume, or an overlay of another one. */
final class CreateVolume extends StorageTask<CreateVolume.Params> {
    static final String TYPE = "volume.create";

    record Params(String hostId, VolumeSpec spec) implements StorageTask.Params {
        @Override
        public String what() {
            return "volume " + spec.pool() + "/" + spec.name();
        }
    }

    CreateVolume(HostService hosts, EventService events) {
        super(TYPE, "volume.created", Params.class, hosts, events);
    }

    @Override
    void check(Params params, Hypervisor host) {
        VolumeSpec spec = params.spec();
        if (host.volume(spec.pool(), spec.name()).isPresent()) {
            throw KloigosException.conflict("There is a volume " + spec.pool() + "/" + spec.name() + " on "
                    + params.hostId() + " already. Choose another name.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        VolumeSpec spec = params.spec();
        return List.of(
                Step.undoable(
                        "create",
                        () -> host(params, stage).createVolume(spec),
                        () -> host(params, stage).deleteVolume(spec.pool(), spec.name())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }
}
