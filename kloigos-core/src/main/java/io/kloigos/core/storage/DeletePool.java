package io.kloigos.core.storage;

import io.kloigos.core.KloigosException;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.observation.VolumeUsers;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import java.util.List;
import java.util.Optional;

/** Stops a storage pool and removes its definition; what is in it stays where it is. */
final class DeletePool extends StorageTask<DeletePool.Params> {
    static final String TYPE = "pool.delete";

    record Params(String hostId, String name) implements StorageTask.Params {
        @Override
        public String what() {
            return "storage pool " + name;
        }
    }

    private final VolumeClaimsReader claims;

    DeletePool(VolumeClaimsReader claims, HostService hosts, EventService events) {
        super(TYPE, "pool.deleted", Params.class, hosts, events);
        this.claims = claims;
    }

    @Override
    void check(Params params, Hypervisor host) {
        StoragePool pool = host.storage()
                .pool(params.name())
                .orElseThrow(
                        () -> KloigosException.notFound("storage pool on " + params.hostId() + ",", params.name()));
        if (params.name().equals(ImageService.POOL)) {
            throw refusal(params, "images and the disks of VMs are kept in it");
        }
        if (!pool.active()) {
            throw refusal(params, "it is not active, so that nobody can see what is in it. Start it first");
        }
        refuseWhileUsed(params, host);
    }

    private void refuseWhileUsed(Params params, Hypervisor host) {
        HostView view = host.look();
        VolumeUsers users = VolumeUsers.of(view);
        VolumeClaims claimed = claims.of(params.hostId());
        for (Volume volume : view.volumes()) {
            if (volume.pool().equals(params.name())) {
                Optional<String> user = users.user(volume).or(() -> claimed.of(volume));
                if (user.isPresent()) {
                    throw refusal(params, "volume " + volume.name() + " is used: " + user.get());
                }
            }
        }
    }

    private static KloigosException refusal(Params params, String why) {
        return KloigosException.conflict(
                "Storage pool " + params.name() + " on " + params.hostId() + " is not deleted: " + why + ".");
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.undoable("stop", () -> stop(params, stage), () -> start(params, stage)),
                Step.oneWay("undefine", () -> host(params, stage).storage().undefinePool(params.name())),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private void stop(Params params, Stage stage) {
        Hypervisor host = host(params, stage);
        if (host.storage().pool(params.name()).isPresent()) {
            host.storage().stopPool(params.name());
        }
    }

    private void start(Params params, Stage stage) {
        Hypervisor host = host(params, stage);
        if (host.storage().pool(params.name()).isPresent()) {
            host.storage().startPool(params.name());
        }
    }
}
