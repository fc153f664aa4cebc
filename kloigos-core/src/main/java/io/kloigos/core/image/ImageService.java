package io.kloigos.core.image;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.Checks;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** The catalogue of base disks and their copies on the hosts. */
public final class ImageService {
    /** The storage pool in which every host keeps images and the VMs' disks. */
    public static final String POOL = "default";

    private static final int MOST = 1000;
    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    /** What is remembered of an accepted change; without a task when it was made at once. */
    record Accepted(UUID imageId, @Nullable UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final EventService events;
    private final HostService hosts;
    private final Clock clock;
    private final SourceVolumes volumes;
    private final ImageCatalogue catalogue;
    private final List<TaskHandler<?>> handlers;

    /**
     * @param users who needs copies beside what can be seen on the hosts
     * @param volumes of which images are made
     * @param privateSources whether images may come from addresses that only this network can reach
     * @param fetch who fetches them
     */
    public ImageService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            Clock clock,
            ImageUsers users,
            SourceVolumes volumes,
            boolean privateSources,
            ImageFetch fetch) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.events = events;
        this.hosts = hosts;
        this.clock = clock;
        this.volumes = volumes;
        this.catalogue = new ImageCatalogue(clock);
        ImageCopies copies = new ImageCopies(database, events);
        this.handlers = List.of(
                new LoadImage(hosts, copies),
                new ImportImage(database, hosts, copies, new UrlSource(privateSources), volumes, fetch),
                new CopyImage(hosts, copies),
                new DeleteImage(hosts, copies, users));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /**
     * Loads a qcow2 or raw file of this machine into a host's default pool, and catalogues it under that name and version
     * unless it is there already; a host that has it keeps its copy untouched. Reads the file once before it returns.
     * {@code CONFLICT} when that version is catalogued with another content.
     */
    public Pending<Image> load(Caller caller, String hostId, String name, String version, Path file) {
        record Request(String hostId, String name, String version, String checksum) {}
        new Checks().hostname("name", name).hostname("version", version).done();
        hosts.get(hostId).checkReachable();
        ImageFile content = ImageFile.read(file);
        Request request = new Request(hostId, name, version, content.checksum());
        Accepted accepted = changes.make(caller, LoadImage.TYPE, request, ACCEPTED, tx -> {
            Image image = catalogue.loaded(tx, caller.newId(request), name, version, content);
            catalogue.addCopy(tx, image, hostId);
            LoadImage.Params params = new LoadImage.Params(
                    image.imageId(),
                    hostId,
                    name,
                    image.volume(),
                    content.path().toString(),
                    content.checksum());
            String detail = "Load image " + name + " onto " + hostId;
            return submit(tx, caller, LoadImage.TYPE, image, hostId, params, detail, List.of());
        });
        return await(accepted);
    }

    /**
     * Fetches an image from a URL, or from a volume of the host, into the host's default pool, and catalogues it; the task of
     * it is its job. {@code CONFLICT} while somebody writes into that volume, or it is in the trash. The result fails with
     * {@code INVALID} when what comes is no usable disk, with {@code NOT_FOUND} without the volume, and with {@code CONFLICT}
     * when it is not what its checksum says, or a VM runs on the volume.
     */
    public Pending<Image> fetch(Caller caller, ImportRequest request) {
        hosts.get(request.hostId()).checkReachable();
        Accepted accepted = changes.make(caller, ImportImage.TYPE, request, ACCEPTED, tx -> {
            Image image = catalogue.asked(tx, caller.newId(request), request);
            catalogue.addCopy(tx, image, request.hostId());
            String checksum = request.checksum() == null ? image.checksum() : request.checksum();
            ImportImage.Params params = new ImportImage.Params(
                    caller.newId(List.of(request, image.imageId())),
                    image.imageId(),
                    request.hostId(),
                    image.name(),
                    image.version(),
                    image.volume(),
                    request.sourceUrl(),
                    checksum,
                    request.format());
            String detail = "Import image " + image.reference() + " onto " + request.hostId();
            List<String> locks =
                    params
                            .source()
                            .map(source -> volumes.lock(tx, request.hostId(), source.pool(), source.volume()))
                            .stream()
                            .toList();
            Accepted submitted = submit(tx, caller, ImportImage.TYPE, image, request.hostId(), params, detail, locks);
            tx.mapper(ImageImportMapper.class)
                    .insert(Objects.requireNonNull(submitted.taskId()), params, clock.instant());
            return submitted;
        });
        return await(accepted);
    }

    /** {@code NOT_FOUND} when no image was asked for from a URL as that task. */
    public ImageImport job(UUID jobId) {
        return database.transact(tx ->
                        Optional.ofNullable(tx.mapper(ImageImportMapper.class).find(jobId)))
                .orElseThrow(() -> KloigosException.notFound("import job", jobId));
    }

    /** The latest imports first. */
    public List<ImageImport> jobs(int limit) {
        return database.transact(tx -> tx.mapper(ImageImportMapper.class).list(limit));
    }

    /**
     * Copies an image from one host to another.
     *
     * @param fromHostId the host to read it from; null for any that can be reached
     */
    public Pending<Image> copy(Caller caller, UUID imageId, String hostId, @Nullable String fromHostId) {
        record Request(
                UUID imageId, String hostId, @Nullable String fromHostId) {}
        hosts.get(hostId).checkReachable();
        Image image = get(imageId);
        String from = fromHostId == null ? anyHolder(image, hostId) : holder(image, fromHostId);
        Request request = new Request(imageId, hostId, fromHostId);
        Accepted accepted = changes.make(caller, CopyImage.TYPE, request, ACCEPTED, tx -> {
            catalogue.addCopy(tx, image, hostId);
            CopyImage.Params params = new CopyImage.Params(
                    imageId,
                    from,
                    hostId,
                    image.reference(),
                    image.volume(),
                    Objects.requireNonNullElse(image.format(), VolumeFormat.RAW),
                    image.virtualSizeBytes(),
                    String.valueOf(image.checksum()));
            String detail = "Copy image " + image.reference() + " from " + from + " to " + hostId;
            return submit(tx, caller, CopyImage.TYPE, image, hostId, params, detail, List.of(lock(image, from)));
        });
        return await(accepted);
    }

    private String anyHolder(Image image, String hostId) {
        return image.hosts().stream()
                .filter(holder -> !holder.equals(hostId))
                .filter(holder -> hosts.get(holder).isReachable())
                .findFirst()
                .orElseThrow(() -> KloigosException.conflict("No other host that can be reached has image "
                        + image.reference() + ". Import it onto " + hostId + " instead."));
    }

    private static String holder(Image image, String hostId) {
        if (!image.hosts().contains(hostId)) {
            throw KloigosException.notFound("copy of image " + image.reference() + " on host", hostId);
        }
        return hostId;
    }

    /** No VM is made from the image any more; those that were keep it. */
    public Image retire(Caller caller, UUID imageId) {
        changes.make(caller, "image.retire", imageId, ACCEPTED, tx -> {
            Image image = catalogue.get(tx, imageId);
            if (tx.mapper(ImageMapper.class).retire(imageId, clock.instant()) > 0) {
                String message = "Image " + image.reference() + " was retired";
                events.record(tx, caller, "image.retired", "image:" + imageId, message);
            }
            return new Accepted(imageId, null);
        });
        return get(imageId);
    }

    /**
     * Takes an image from a host, and out of the catalogue with its last copy. The result fails with {@code CONFLICT} while
     * something stands on it there.
     *
     * @param hostId null where no more than one host has it
     */
    public Pending<UUID> delete(Caller caller, UUID imageId, @Nullable String hostId) {
        record Request(UUID imageId, @Nullable String hostId) {}
        Accepted accepted = changes.make(caller, DeleteImage.TYPE, new Request(imageId, hostId), ACCEPTED, tx -> {
            Image image = catalogue.get(tx, imageId);
            if (hostId == null && tx.mapper(ImageMapper.class).copies(imageId) == 0) {
                tx.mapper(ImageMapper.class).delete(imageId);
                String message = "Image " + image.reference() + ", which no host had, was deleted";
                events.record(tx, caller, "image.deleted", "image:" + imageId, message);
                return new Accepted(imageId, null);
            }
            String host = hostId == null ? ImageCatalogue.onlyHolder(image) : holder(image, hostId);
            hosts.get(host).checkReachable();
            catalogue.beginDeletion(tx, image, host);
            String detail = "Delete image " + image.reference() + " from " + host;
            DeleteImage.Params params = new DeleteImage.Params(image, host);
            return submit(tx, caller, DeleteImage.TYPE, image, host, params, detail, List.of());
        });
        UUID task = accepted.taskId();
        return task == null
                ? new Pending<>(imageId, CompletableFuture.completedFuture(imageId))
                : tasks.await(task, () -> imageId);
    }

    public Image get(UUID imageId) {
        return database.transact(tx -> catalogue.get(tx, imageId));
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

    /**
     * The catalogued image of that name of which new VMs may be made, with a complete copy on that host: its newest
     * version, or the one that is named behind a {@code :} or {@code @}.
     */
    public Optional<Image> newestOn(String reference, String hostId) {
        return database.transact(tx -> newestOn(tx, reference, hostId));
    }

    /** The same within a transaction. */
    public Optional<Image> newestOn(Transaction tx, String reference, String hostId) {
        String[] parts = reference.split("[:@]", 2);
        String version = parts.length == 2 && !parts[1].equals(ImageCatalogue.LATEST) ? parts[1] : null;
        return Optional.ofNullable(tx.mapper(ImageMapper.class).newestOn(parts[0], version, hostId));
    }

    private Accepted submit(
            Transaction tx,
            Caller caller,
            String type,
            Image image,
            String hostId,
            Object params,
            String detail,
            List<String> moreLocks) {
        List<String> locks = new java.util.ArrayList<>(moreLocks);
        locks.add(lock(image, hostId));
        TaskRequest request = new TaskRequest(type, "image:" + image.imageId(), hostId, params, locks, detail);
        return new Accepted(image.imageId(), tasks.submit(tx, caller, request));
    }

    private static String lock(Image image, String hostId) {
        return "image:" + image.imageId() + "@" + hostId;
    }

    private Pending<Image> await(Accepted accepted) {
        return tasks.await(Objects.requireNonNull(accepted.taskId()), () -> get(accepted.imageId()));
    }
}
