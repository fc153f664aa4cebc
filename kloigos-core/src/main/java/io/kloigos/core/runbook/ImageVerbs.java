package io.kloigos.core.runbook;

import io.kloigos.core.KloigosException;
import io.kloigos.core.image.Image;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.image.ImportRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What runbooks can do with images. */
final class ImageVerbs {
    private final ImageService images;

    ImageVerbs(ImageService images) {
        this.images = images;
    }

    List<Verb> all() {
        return List.of(new Verb("image.refresh", Set.of("version"), Set.of("image", "host_id"), this::refresh));
    }

    /** Fetches images anew from where they came from; what has changed there becomes a new version on the same hosts. */
    private String refresh(Arguments with, Conductor conductor) {
        String version = with.text("version");
        Collection<Image> chosen = chosen(with, version);
        List<String> done = new ArrayList<>();
        for (Image image : chosen) {
            done.add(refresh(image, version, with.find("host_id"), conductor));
        }
        return done.isEmpty() ? "No image came from a URL" : String.join("; ", done);
    }

    /** The newest version of each image that came from a URL, before this run. */
    private Collection<Image> chosen(Arguments with, String version) {
        Optional<String> name = with.find("image");
        Optional<String> host = with.find("host_id");
        Map<String, Image> newest = new LinkedHashMap<>();
        images.list().stream()
                .filter(image -> image.isFromUrl() && image.retiredAt() == null)
                .filter(image -> image.status() == Image.Status.AVAILABLE
                        && !image.hosts().isEmpty())
                .filter(image -> !image.version().equals(version))
                .filter(image -> name.isEmpty() || name.get().equals(image.name()))
                .filter(image -> host.isEmpty() || image.hosts().contains(host.get()))
                .forEach(image -> newest.putIfAbsent(image.name(), image));
        if (name.isPresent() && newest.isEmpty()) {
            throw KloigosException.notFound("image that came from a URL and is on a host,", name.get());
        }
        return newest.values();
    }

    private String refresh(Image image, String version, Optional<String> host, Conductor conductor) {
        String first = host.orElse(image.hosts().get(0));
        ImportRequest request = new ImportRequest(
                first,
                image.name(),
                version,
                Objects.requireNonNull(image.sourceUrl()),
                null,
                image.format(),
                image.osName(),
                image.osVersion());
        conductor.perform("fetch/" + image.name(), caller -> images.fetch(caller, request));
        if (conductor.isRehearsal()) {
            return "Image " + image.name() + " would be fetched again";
        }
        Optional<Image> fetched = images.list().stream()
                .filter(each ->
                        each.name().equals(image.name()) && each.version().equals(version))
                .findFirst();
        if (fetched.isEmpty() || Objects.equals(fetched.get().checksum(), image.checksum())) {
            fetched.ifPresent(same ->
                    conductor.perform("drop/" + image.name(), caller -> images.delete(caller, same.imageId(), first)));
            return "Image " + image.name() + " has not changed";
        }
        spread(fetched.get(), image, first, conductor);
        return "Image " + fetched.get().reference() + " is new";
    }

    private void spread(Image fetched, Image before, String first, Conductor conductor) {
        for (String hostId : before.hosts()) {
            if (!hostId.equals(first)) {
                conductor.perform(
                        "copy/" + fetched.name() + "/" + hostId,
                        caller -> images.copy(caller, fetched.imageId(), hostId, first));
            }
        }
    }
}
