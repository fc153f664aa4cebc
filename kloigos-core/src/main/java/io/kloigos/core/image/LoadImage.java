package io.kloigos.core.image;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskHandler;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** Puts a copy of an image, read from a file beside Kloigos, into a host's default pool. */
final class LoadImage implements TaskHandler<LoadImage.Params> {
    static final String TYPE = "image.load";

    /** @param checksum what the file had when the load was asked for; it is not loaded once it has changed */
    record Params(UUID imageId, String hostId, String name, String volume, String path, String checksum) {}

    private final Database database;
    private final HostService hosts;
    private final EventService events;

    LoadImage(Database database, HostService hosts, EventService events) {
        this.database = database;
        this.hosts = hosts;
        this.events = events;
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
        file(params);
    }

    @Override
    public List<Step> steps(Params params, Stage stage) {
        return List.of(
                Step.undoable(
                        "create-volume",
                        () -> unlessThere(params, () -> createVolume(params, stage)),
                        () -> unlessThere(params, () -> deleteVolume(params, stage))),
                Step.oneWay("upload", () -> unlessThere(params, () -> upload(params, stage))));
    }

    @Override
    public void succeeded(Transaction tx, Task task, Params params) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        images.copyAvailable(params.imageId(), params.hostId());
        images.setStatus(params.imageId(), Image.Status.AVAILABLE);
        record(tx, task, params, "image.loaded", "Image " + params.name() + " was loaded onto " + params.hostId());
    }

    @Override
    public void failed(Transaction tx, Task task, Params params) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        images.deleteLoadingCopy(params.imageId(), params.hostId());
        Image image = images.find(params.imageId());
        if (image != null && image.hosts().isEmpty()) {
            images.setStatus(params.imageId(), Image.Status.FAILED);
        }
        record(
                tx,
                task,
                params,
                "image.load_failed",
                "Image " + params.name() + " was not loaded onto " + params.hostId() + ": " + task.error());
    }

    /** A complete copy may be what VMs stand on: it is neither written again nor taken away. */
    private void unlessThere(Params params, Runnable work) {
        boolean there =
                database.transact(tx -> tx.mapper(ImageMapper.class).isAvailableOn(params.imageId(), params.hostId()));
        if (!there) {
            work.run();
        }
    }

    private void deleteVolume(Params params, Stage stage) {
        host(params, stage).deleteVolume(ImageService.POOL, params.volume());
    }

    private void upload(Params params, Stage stage) {
        host(params, stage).upload(ImageService.POOL, params.volume(), file(params));
    }

    private void createVolume(Params params, Stage stage) {
        ImageFile file = file(params);
        host(params, stage)
                .createVolume(new VolumeSpec(
                        ImageService.POOL, params.volume(), file.format(), file.virtualSizeBytes(), null));
    }

    private static ImageFile file(Params params) {
        ImageFile file = ImageFile.read(Path.of(params.path()));
        if (!file.checksum().equals(params.checksum())) {
            throw KloigosException.conflict(params.path() + " has changed since it was to be loaded. Load it again.");
        }
        return file;
    }

    private Hypervisor host(Params params, Stage stage) {
        return stage.at(params.hostId());
    }

    private void record(Transaction tx, Task task, Params params, String type, String message) {
        events.record(tx, Caller.of(task.actor()), type, "image:" + params.imageId(), message, task.taskId());
    }
}
