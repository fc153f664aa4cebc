package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.image.ImageCopies.Copy;
import io.kloigos.core.observation.VolumeUsers;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.util.List;
import java.util.Optional;

/** Takes the copy of an image from a host of which a fresh look proves that nothing stands on it there. */
final class DeleteImage implements TaskHandler<DeleteImage.Params> {
    static final String TYPE = "image.delete";

    record Params(Image image, String hostId) {
        Copy copy() {
            return new Copy(image.imageId(), hostId, image.name(), image.volume());
        }
    }

    private final HostService hosts;
    private final ImageCopies copies;
    private final ImageUsers users;

    DeleteImage(HostService hosts, ImageCopies copies, ImageUsers users) {
        this.hosts = hosts;
        this.copies = copies;
        this.users = users;
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
    public void checkPrerequisites(Params params, Stage stage) {
        hosts.get(params.hostId()).checkReachable();
        Hypervisor host = stage.at(params.hostId());
        prove(params, host, host.look());
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.oneWay("delete", () -> {
                    Hypervisor host = stage.at(params.hostId());
                    prove(params, host, host.look());
                    copies.delete(host, params.copy());
                }),
                Step.oneWay("observe", () -> stage.observe(params.hostId())));
    }

    private void prove(Params params, Hypervisor host, HostView view) {
        Optional<Volume> volume = view.volumes().stream()
                .filter(each -> each.pool().equals(ImageService.POOL)
                        && each.name().equals(params.image().volume()))
                .findFirst();
        volume.flatMap(there -> VolumeUsers.whyKept(host, view, there))
                .or(() -> users.of(params.hostId(), params.image()))
                .ifPresent(why -> {
                    throw KloigosException.conflict("Image " + params.image().reference() + " is not deleted from "
                            + params.hostId() + ": " + why);
                });
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        images.deleteCopy(params.image().imageId(), params.hostId());
        if (images.copies(params.image().imageId()) == 0) {
            images.delete(params.image().imageId());
        }
        copies.record(
                tx,
                task,
                params.copy(),
                "image.deleted",
                "Image " + params.image().reference() + " was deleted from " + params.hostId());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        tx.mapper(ImageMapper.class)
                .moveCopy(params.image().imageId(), params.hostId(), ImageMapper.DELETING, ImageMapper.AVAILABLE);
        copies.record(
                tx,
                task,
                params.copy(),
                "image.delete_failed",
                "Image " + params.image().reference() + " was not deleted from " + params.hostId() + ": "
                        + task.error());
    }
}
