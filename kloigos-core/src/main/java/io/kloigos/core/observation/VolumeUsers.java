package io.kloigos.core.observation;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who on a host uses a volume, from a complete look at the host; and why that cannot be said, where it cannot. */
public final class VolumeUsers {
    private final List<Domain> domains;
    private final List<StoragePool> pools;
    private final Set<String> diskPaths;
    private final Set<String> bases;
    private final Set<String> volumePaths;
    private final Set<String> snapshotPaths;

    public VolumeUsers(List<Domain> domains, List<Volume> volumes, List<StoragePool> pools, List<Snapshot> snapshots) {
        this.domains = List.copyOf(domains);
        this.pools = List.copyOf(pools);
        this.diskPaths = domains.stream()
                .flatMap(VolumeUsers::disks)
                .map(Domain.Disk::source)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        this.bases = volumes.stream()
                .map(Volume::backingPath)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        this.volumePaths = volumes.stream().map(Volume::path).collect(Collectors.toSet());
        this.snapshotPaths = snapshotPaths(snapshots);
    }

    /**
     * {@code CONFLICT} while a domain that is not off has the volume as a disk, {@code NOT_FOUND} without it.
     *
     * @param verb what cannot be done to it
     */
    public static void refuseWhileWritten(HostView view, String hostId, String pool, String name, String verb) {
        Volume volume = view.volumes().stream()
                .filter(each -> each.pool().equals(pool) && each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("volume on " + hostId + ",", pool + "/" + name));
        view.domains().stream()
                .filter(domain -> domain.state() != PowerState.STOPPED)
                .filter(domain -> domain.disks().stream()
                        .anyMatch(disk -> volume.path().equals(disk.source())
                                && disk.device().equals("disk")))
                .findFirst()
                .ifPresent(domain -> {
                    throw KloigosException.conflict("Volume " + pool + "/" + name + " cannot be " + verb + " while VM "
                            + domain.name() + " runs on it. Stop it first.");
                });
    }

    public static VolumeUsers of(HostView view) {
        return new VolumeUsers(view.domains(), view.volumes(), view.pools(), view.snapshots());
    }

    /**
     * What of all that can be seen on a host stands in the way of deleting a volume, as a sentence; empty for nothing.
     *
     * @param view a complete look at the host, from now
     */
    public static Optional<String> whyKept(Hypervisor host, HostView view, Volume volume) {
        VolumeUsers users = of(view);
        return users.user(volume)
                .or(() -> users.unproven().stream().findFirst())
                .or(() -> host.named(List.of(volume.path())).isEmpty()
                        ? Optional.empty()
                        : Optional.of("the description of a domain or snapshot names " + volume.path()));
    }

    private static Stream<Domain.Disk> disks(Domain domain) {
        return Stream.concat(domain.disks().stream(), domain.next().disks().stream());
    }

    /** libvirt names the files of external snapshots after the disk and the snapshot, if it is not told otherwise. */
    private Set<String> snapshotPaths(Collection<Snapshot> snapshots) {
        Set<String> paths = new HashSet<>();
        for (Snapshot snapshot : snapshots) {
            domains.stream()
                    .filter(domain -> domain.vmId().equals(snapshot.vmId()))
                    .flatMap(VolumeUsers::disks)
                    .map(Domain.Disk::source)
                    .filter(Objects::nonNull)
                    .forEach(path -> paths.add(path.replaceFirst("\\.[^./]*$", "") + "." + snapshot.name()));
        }
        return paths;
    }

    /** Why it cannot be said for certain of any volume that nobody uses it. */
    public List<String> unproven() {
        List<String> reasons = new ArrayList<>();
        pools.stream()
                .filter(pool -> !pool.active())
                .forEach(pool -> reasons.add(
                        "Storage pool " + pool.name() + " is not active: what its volumes stand on cannot be seen."));
        domains.forEach(domain -> disks(domain)
                .filter(this::hasUnknownChain)
                .map(Domain.Disk::source)
                .distinct()
                .forEach(path -> reasons.add("Disk " + path + " of domain " + domain.name()
                        + " is in no storage pool: what it stands on cannot be seen.")));
        return reasons;
    }

    private boolean hasUnknownChain(Domain.Disk disk) {
        return disk.source() != null
                && disk.device().equals("disk")
                && !"raw".equals(disk.format())
                && !volumePaths.contains(disk.source());
    }

    /** Who uses a volume, as a sentence; empty when nobody does. */
    public Optional<String> user(Volume volume) {
        if (diskPaths.contains(volume.path())) {
            return Optional.of("a domain has it as a disk");
        }
        if (bases.contains(volume.path())) {
            return Optional.of("another volume is an overlay of it");
        }
        return snapshotPaths.contains(volume.path())
                ? Optional.of("a snapshot keeps its disk in it")
                : Optional.empty();
    }
}
