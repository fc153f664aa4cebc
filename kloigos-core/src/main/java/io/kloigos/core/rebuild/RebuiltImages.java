package io.kloigos.core.rebuild;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.rebuild.RebuildPlan.ImageRow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The images that volumes named {@code kloigos-image-<id>.<format>} are copies of. */
final class RebuiltImages {
    private static final Pattern NAME =
            Pattern.compile("kloigos-image-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(?:img|qcow2|raw)");

    private final List<SeenHost> hosts;
    private final Instant now;
    private final List<String> notes;
    private final Map<UUID, List<Copy>> copies = new TreeMap<>();

    private record Copy(SeenHost host, Volume volume, String format) {}

    RebuiltImages(List<SeenHost> hosts, Instant now, List<String> notes) {
        this.hosts = hosts;
        this.now = now;
        this.notes = notes;
    }

    List<ImageRow> find() {
        for (SeenHost host : hosts) {
            for (Volume volume : host.view().volumes()) {
                Matcher name = NAME.matcher(volume.name());
                if (volume.pool().equals(ImageService.POOL) && name.matches()) {
                    copies.computeIfAbsent(UUID.fromString(name.group(1)), id -> new ArrayList<>())
                            .add(new Copy(host, volume, volume.format().equals("qcow2") ? "qcow2" : "raw"));
                }
            }
        }
        List<ImageRow> rows = new ArrayList<>();
        copies.forEach((id, found) -> rows.add(row(id, found)));
        return rows;
    }

    private ImageRow row(UUID id, List<Copy> found) {
        Copy first = found.get(0);
        Set<String> names = new TreeSet<>();
        found.forEach(copy -> names.addAll(names(copy)));
        String short8 = id.toString().substring(0, 8);
        String name = names.isEmpty() ? "image-" + short8 : names.iterator().next();
        notes.add("Image " + id + " is called " + name
                + (names.isEmpty() ? ", as no VM was made from it that tells its name" : ", as its VMs say")
                + (names.size() > 1 ? " (they say " + String.join(", ", names) + ")" : "")
                + "; no host tells its version, checksum and source, nor when it was loaded: its version is rebuilt-"
                + short8 + ", and size_bytes is what it takes on "
                + first.host().hostId() + ".");
        Set<String> on = new TreeSet<>();
        found.forEach(copy -> on.add(copy.host().hostId()));
        return new ImageRow(
                id,
                name,
                "rebuilt-" + short8,
                first.format(),
                first.volume().allocationBytes(),
                first.volume().capacityBytes(),
                first.volume().name(),
                on,
                now);
    }

    /** What the stamps of the VMs whose disks stand on the copy call their image. */
    private static Set<String> names(Copy copy) {
        Set<String> overlays = new TreeSet<>();
        for (Volume volume : copy.host().view().volumes()) {
            if (copy.volume().path().equals(volume.backingPath())) {
                overlays.add(volume.path());
            }
        }
        Set<String> names = new TreeSet<>();
        for (Domain domain : copy.host().view().domains()) {
            Stamp stamp = domain.stamp();
            boolean standsOnIt = domain.next().disks().stream()
                    .map(Domain.Disk::source)
                    .filter(Objects::nonNull)
                    .anyMatch(overlays::contains);
            if (stamp != null && stamp.image() != null && standsOnIt) {
                names.add(stamp.image());
            }
        }
        return names;
    }
}
