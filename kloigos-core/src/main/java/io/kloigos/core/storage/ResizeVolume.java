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

/** Grows a volume that nobody stands on; there is no way back. */
final class ResizeVolume extends StorageTask<ResizeVolume.Params> {
    static final String TYPE = "volume.resize";

    record Params(VolumeId volume, long capacityBytes) implements StorageTask.Params {
        @Override
        public String hostId() {
            return volume.hostId();
        }

        @Override
        public String what() {
            return "volume " + volume.place();
        }
    }

    private final VolumeClaimsReader claims;

    ResizeVolume(VolumeClaimsReader claims, HostService hosts, EventService events) {
        super(TYPE, "volume.resized", Params.class, hosts, events);
        this.claims = claims;
    }

    @Override
    void check(Params params, Hypervisor host) {
        HostView view = host.look();
        Volume volume = params.volume().in(view).orElseThrow(params.volume()::missing);
        if (volume.capacityBytes() > params.capacityBytes()) {
            throw KloigosException.conflict("Volume " + params.volume().place() + " has " + volume.capacityBytes()
                    + " bytes: it can only grow.");
        }
        VolumeUsers.refuseWhileWritten(view, params.hostId(), volume.pool(), volume.name(), "resized");
        refuseBase(params, view, volume);
    }

    private void refuseBase(Params params, HostView view, Volume volume) {
        boolean base = view.volumes().stream().anyMatch(other -> volume.path().equals(other.backingPath()));
        boolean image =
                claims.of(params.hostId()).images().contains(params.volume().place());
        if (base || image) {
            throw KloigosException.conflict("Volume " + params.volume().place()
                    + " is not resized: it is an image, or other volumes are overlays of it.");
        }
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        VolumeId volume = params.volume();
        return List.of(
                Step.oneWay(
                        "resize",
                        () -> host(params, stage)
                                .storage()
                                .resizeVolume(volume.pool(), volume.name(), params.capacityBytes())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }
}
