package io.kloigos.core.image;

import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import io.kloigos.core.task.TaskStatus;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The catalogue of base disks and their copies on the hosts. */
public final class ImageService {
    /** The storage pool in which every host keeps images and the VMs' disks. */
    public static final String POOL = "default";

    private static final int MOST = 1000;

    private final Database database;
    private final TaskService tasks;
    private final HostService hosts;
    private final Clock clock;
    private final LoadImage loading;

    public ImageService(Database database, TaskService tasks, EventService events, HostService hosts, Clock clock) {
        this.database = database;
        this.tasks = tasks;
        this.hosts = hosts;
        this.clock = clock;
        this.loading = new LoadImage(database, hosts, events);
    }

    public List<TaskHandler<?>> handlers() {
        return List.of(loading);
    }

    /**
     * Loads a qcow2 or raw file of this machine into a host's default pool, and catalogues it under that name and version
     * unless it is there already; a host that has it keeps its copy untouched. Reads the file once before it returns. {@code CONFLICT} when that version is catalogued
     * with another content.
     */
    public Pending<Image> load(Caller caller, String hostId, String name, String version, Path file) {
        new Checks().hostname("name", name).hostname("version", version).done();
        hosts.get(hostId).checkReachable();
        ImageFile content = ImageFile.read(file);
        record Accepted(UUID imageId, UUID taskId) {}
        Accepted accepted = database.transact(tx -> {
            Image image = catalogue(tx, name, version, content);
            tx.mapper(ImageMapper.class).insertCopy(image.imageId(), hostId);
            LoadImage.Params params = new LoadImage.Params(
                    image.imageId(),
                    hostId,
                    name,
                    image.volume(),
                    content.path().toString(),
                    content.checksum());
            UUID task = tasks.submit(
                    tx,
                    caller,
                    new TaskRequest(
                            LoadImage.TYPE,
                            "image:" + image.imageId(),
                            hostId,
                            params,
                            List.of("image:" + image.imageId() + "@" + hostId),
                            "Load image " + name + " onto " + hostId));
            return new Accepted(image.imageId(), task);
        });
        return new Pending<>(
                accepted.taskId(), tasks.completion(accepted.taskId()).thenApply(task -> {
                    if (task.status() == TaskStatus.FAILED) {
                        throw task.failure();
                    }
                    return get(accepted.imageId());
                }));
    }

    public Image get(UUID imageId) {
        return database.transact(
                        tx -> Optional.ofNullable(tx.mapper(ImageMapper.class).find(imageId)))
                .orElseThrow(() -> KloigosException.notFound("image", imageId));
    }

    /** The catalogue, newest first. */
    public List<Image> list() {
        return database.transact(tx -> tx.mapper(ImageMapper.class).list(MOST));
    }

    /** The catalogued images of which a host has, or is getting, a copy. */
    public List<Image> onHost(String hostId) {
        hosts.get(hostId);
        return database.transact(tx -> tx.mapper(ImageMapper.class).onHost(hostId, MOST));
    }

    /** The names of all volumes that are, or are becoming, copies of catalogued images on a host, in its default pool. */
    public List<String> volumesOn(String hostId) {
        return database.transact(tx -> tx.mapper(ImageMapper.class).volumesOn(hostId));
    }

    /** The newest catalogued image of that name with a complete copy on that host. */
    public Optional<Image> newestOn(String name, String hostId) {
        return database.transact(
                tx -> Optional.ofNullable(tx.mapper(ImageMapper.class).newestOn(name, hostId)));
    }

    private Image catalogue(Transaction tx, String name, String version, ImageFile file) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        Image present = images.lockNamed(name, version);
        if (present == null) {
            UUID id = UUID.randomUUID();
            String volume = "kloigos-image-" + id + "." + file.format().word();
            Image image = new Image(
                    id,
                    name,
                    version,
                    null,
                    Image.Status.LOADING,
                    file.format(),
                    file.checksum(),
                    file.sizeBytes(),
                    file.virtualSizeBytes(),
                    volume,
                    clock.instant(),
                    List.of());
            images.insert(image);
            return image;
        }
        if (!file.checksum().equals(present.checksum())) {
            throw KloigosException.conflict("Image " + name + " version " + version
                    + " is catalogued with another content. Give this one a version of its own.");
        }
        return present;
    }
}
