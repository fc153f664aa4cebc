package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.VolumeUsers;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.List;

/** Makes a full copy of a volume that nobody writes to. */
final class CloneVolume extends StorageTask<CloneVolume.Params> {
    static final String TYPE = "volume.clone";

    record Params(VolumeId volume, String newName) implements StorageTask.Params {
        @Override
        public String hostId() {
            return volume.hostId();
        }

        @Override
        public String what() {
            return "copy " + newName + " of volume " + volume.place();
        }
    }

    CloneVolume(HostService hosts, EventService events) {
        super(TYPE, "volume.cloned", Params.class, hosts, events);
    }

    @Override
    void check(Params params, Hypervisor host) {
        HostView view = host.look();
        Volume volume = params.volume().in(view).orElseThrow(params.volume()::missing);
        if (host.volume(volume.pool(), params.newName()).isPresent()) {
            throw KloigosException.conflict("There is a volume " + volume.pool() + "/" + params.newName() + " on "
                    + params.hostId() + " already. Choose another name.");
        }
        VolumeUsers.refuseWhileWritten(view, params.hostId(), volume.pool(), volume.name(), "copied");
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        VolumeId from = params.volume();
        return List.of(
                Step.undoable(
                        "clone",
                        () -> host(params, stage).storage().cloneVolume(from.pool(), from.name(), params.newName()),
                        () -> host(params, stage).deleteVolume(from.pool(), params.newName())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }
}
