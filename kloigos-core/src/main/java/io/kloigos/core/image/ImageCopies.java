package io.kloigos.core.image;

import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Task;
import java.util.UUID;

/** The copies of images on hosts: what every task that makes one does. */
final class ImageCopies {
    private final Database database;
    private final EventService events;

    ImageCopies(Database database, EventService events) {
        this.database = database;
        this.events = events;
    }

    /** A copy that a task makes. */
    record Copy(UUID imageId, String hostId, String name, String volume) {}

    /** A complete copy may be what VMs stand on: it is neither written again nor taken away. */
    void unlessThere(Copy copy, Runnable work) {
        boolean there =
                database.transact(tx -> tx.mapper(ImageMapper.class).isAvailableOn(copy.imageId(), copy.hostId()));
        if (!there) {
            work.run();
        }
    }

    /** Makes an empty volume for it; one that an earlier attempt left is replaced. */
    void makeRoom(Hypervisor host, Copy copy, VolumeFormat format, long virtualSizeBytes) {
        delete(host, copy);
        host.createVolume(new VolumeSpec(ImageService.POOL, copy.volume(), format, virtualSizeBytes, null));
    }

    /** Writes the content into a volume that is made for it. */
    void write(Hypervisor host, Copy copy, VolumeFormat format, long virtualSizeBytes, Content content) {
        makeRoom(host, copy, format, virtualSizeBytes);
        host.upload(ImageService.POOL, copy.volume(), content);
    }

    void delete(Hypervisor host, Copy copy) {
        host.deleteVolume(ImageService.POOL, copy.volume());
    }

    void succeeded(Transaction tx, Task task, Copy copy) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        images.copyAvailable(copy.imageId(), copy.hostId());
        images.setStatus(copy.imageId(), Image.Status.AVAILABLE);
        record(tx, task, copy, "image.loaded", "Image " + copy.name() + " was loaded onto " + copy.hostId());
    }

    void failed(Transaction tx, Task task, Copy copy) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        images.deleteLoadingCopy(copy.imageId(), copy.hostId());
        Image image = images.find(copy.imageId());
        if (image != null && image.hosts().isEmpty()) {
            images.setStatus(copy.imageId(), Image.Status.FAILED);
        }
        record(
                tx,
                task,
                copy,
                "image.load_failed",
                "Image " + copy.name() + " was not loaded onto " + copy.hostId() + ": " + task.error());
    }

    void record(Transaction tx, Task task, Copy copy, String type, String message) {
        events.record(tx, task.caller(), type, "image:" + copy.imageId(), message, task.taskId());
    }
}
