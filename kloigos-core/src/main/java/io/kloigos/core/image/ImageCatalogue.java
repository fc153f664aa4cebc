package io.kloigos.core.image;

import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Transaction;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What stands in the catalogue, and what may be put there. */
final class ImageCatalogue {
    /** What stands for the newest version, so that none is called so. */
    static final String LATEST = "latest";

    private final Clock clock;

    ImageCatalogue(Clock clock) {
        this.clock = clock;
    }

    Image get(Transaction tx, UUID imageId) {
        return Optional.ofNullable(tx.mapper(ImageMapper.class).find(imageId))
                .orElseThrow(() -> KloigosException.notFound("image", imageId));
    }

    /** The image for a file that is to be loaded. {@code CONFLICT} when that version has another content. */
    Image loaded(Transaction tx, UUID newId, String name, String version, ImageFile file) {
        refuseLatest(version);
        ImageMapper images = tx.mapper(ImageMapper.class);
        Image present = images.lockNamed(name, version);
        if (present == null) {
            Image image = new Image(
                    newId,
                    name,
                    version,
                    null,
                    Image.Status.LOADING,
                    file.format(),
                    file.checksum(),
                    file.sizeBytes(),
                    file.virtualSizeBytes(),
                    null,
                    null,
                    volume(newId),
                    now(),
                    null,
                    List.of());
            images.insert(image);
            return image;
        }
        if (present.checksum() == null && present.status() == Image.Status.FAILED) {
            images.setFacts(
                    present.imageId(), file.format(), file.checksum(), file.sizeBytes(), file.virtualSizeBytes());
            return get(tx, present.imageId());
        }
        refuseOther(present, file.checksum());
        return present;
    }

    /**
     * The image for what is to be fetched. {@code CONFLICT} when that version has another checksum, or is being fetched
     * for the first time.
     */
    Image asked(Transaction tx, UUID newId, ImportRequest request) {
        refuseLatest(request.version());
        ImageMapper images = tx.mapper(ImageMapper.class);
        Image present = images.lockNamed(request.name(), request.version());
        if (present == null) {
            Image image = unknown(newId, request);
            images.insert(image);
            return image;
        }
        if (present.status() == Image.Status.FAILED && present.hosts().isEmpty()) {
            images.askAnew(unknown(present.imageId(), request));
            return get(tx, present.imageId());
        }
        if (present.checksum() == null) {
            throw KloigosException.conflict("Image " + present.reference()
                    + " is being fetched for the first time. Wait for that job to end, then ask again.");
        }
        if (request.checksum() != null) {
            refuseOther(present, request.checksum());
        }
        return present;
    }

    private Image unknown(UUID id, ImportRequest request) {
        return new Image(
                id,
                request.name(),
                request.version(),
                request.sourceUrl(),
                Image.Status.LOADING,
                null,
                null,
                0,
                0,
                request.osName(),
                request.osVersion(),
                volume(id),
                now(),
                null,
                List.of());
    }

    private static String volume(UUID imageId) {
        return "kloigos-image-" + imageId + ".img";
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private static void refuseLatest(String version) {
        if (version.equals(LATEST)) {
            throw KloigosException.invalid("version", "must not be latest, which stands for the newest one");
        }
    }

    private static void refuseOther(Image present, String checksum) {
        if (!checksum.equals(present.checksum())) {
            throw KloigosException.conflict("Image " + present.name() + " version " + present.version()
                    + " is catalogued with another content. Give this one a version of its own.");
        }
    }

    /** Notes that a host is getting a copy, unless it has one. {@code CONFLICT} while its copy is being deleted. */
    void addCopy(Transaction tx, Image image, String hostId) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        if (ImageMapper.DELETING.equals(images.copyStatus(image.imageId(), hostId))) {
            throw KloigosException.conflict("Image " + image.reference() + " is being deleted from " + hostId
                    + ". Wait for that to end, then ask again.");
        }
        images.insertCopy(image.imageId(), hostId);
    }

    /** From now on no VM is made from that copy. {@code CONFLICT} unless it is complete. */
    void beginDeletion(Transaction tx, Image image, String hostId) {
        ImageMapper images = tx.mapper(ImageMapper.class);
        if (images.moveCopy(image.imageId(), hostId, ImageMapper.AVAILABLE, ImageMapper.DELETING) == 0) {
            throw KloigosException.conflict("The copy of image " + image.reference() + " on " + hostId
                    + " is being made or deleted. Wait for that to end.");
        }
    }

    static String onlyHolder(Image image) {
        if (image.hosts().size() != 1) {
            throw KloigosException.invalid(
                    "host_id", "must say from which host: " + String.join(", ", image.hosts()) + " have the image");
        }
        return image.hosts().get(0);
    }
}
