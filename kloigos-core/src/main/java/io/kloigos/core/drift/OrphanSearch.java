package io.kloigos.core.drift;

import io.kloigos.core.drift.Orphans.BrokenOverlay;
import io.kloigos.core.drift.Orphans.OrphanLease;
import io.kloigos.core.drift.Orphans.OrphanVolume;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds what nobody uses in a complete look at a host, together with what our records say is used there. */
final class OrphanSearch {
    private final List<Domain> domains;
    private final List<Volume> volumes;
    private final List<StoragePool> pools;
    private final List<Lease> leases;
    private final Claims claims;
    private final Set<String> diskPaths;
    private final Set<String> bases;
    private final Set<String> volumePaths;
    private final Set<String> snapshotPaths;

    OrphanSearch(
            List<Domain> domains,
            List<Volume> volumes,
            List<StoragePool> pools,
            List<Snapshot> snapshots,
            List<Lease> leases,
            Claims claims) {
        this.domains = domains;
        this.volumes = volumes;
        this.pools = pools;
        this.leases = leases;
        this.claims = claims;
        this.diskPaths =
                disks().map(Domain.Disk::source).filter(Objects::nonNull).collect(Collectors.toSet());
        this.bases = volumes.stream()
                .map(Volume::backingPath)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        this.volumePaths = volumes.stream().map(Volume::path).collect(Collectors.toSet());
        this.snapshotPaths = snapshotPaths(snapshots);
    }

    /**
     * What our records say is used on the host.
     *
     * @param images {@code pool/name} of the copies of catalogued images
     * @param vms {@code pool/name}, or the path, of what VMs have, and of what those that are being made need
     */
    record Claims(Set<String> images, Set<String> vms) {
        Claims {
            images = Set.copyOf(images);
            vms = Set.copyOf(vms);
        }
    }

    private Stream<Domain.Disk> disks() {
        return domains.stream().flatMap(OrphanSearch::disks);
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
                    .flatMap(OrphanSearch::disks)
                    .map(Domain.Disk::source)
                    .filter(Objects::nonNull)
                    .forEach(path -> paths.add(path.replaceFirst("\\.[^./]*$", "") + "." + snapshot.name()));
        }
        return paths;
    }

    /** Why it cannot be said for certain of any volume that nobody uses it. */
    List<String> unproven() {
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

    List<OrphanVolume> orphanVolumes() {
        return volumes.stream()
                .filter(volume -> user(volume).isEmpty())
                .map(volume -> new OrphanVolume(volume, proof(volume)))
                .toList();
    }

    /** Who uses a volume, as a sentence; empty when nobody does. */
    Optional<String> user(Volume volume) {
        String place = volume.pool() + "/" + volume.name();
        if (diskPaths.contains(volume.path())) {
            return Optional.of("a domain has it as a disk");
        }
        if (bases.contains(volume.path())) {
            return Optional.of("another volume is an overlay of it");
        }
        if (snapshotPaths.contains(volume.path())) {
            return Optional.of("a snapshot keeps its disk in it");
        }
        if (claims.images().contains(place)) {
            return Optional.of("it is the copy of a catalogued image");
        }
        return claims.vms().contains(place) || claims.vms().contains(volume.path())
                ? Optional.of("a VM of the CMDB has it, or needs it")
                : Optional.empty();
    }

    private List<String> proof(Volume volume) {
        return List.of(
                "none of " + domains.size() + " domains has " + volume.path()
                        + " as a disk or CD-ROM, now or from its next start on",
                "none of " + volumes.size() + " volumes is an overlay of it",
                "no snapshot keeps a disk in it",
                "none of " + claims.images().size() + " image copies on this host is it",
                "no VM of the CMDB has it, or is being made from it");
    }

    List<BrokenOverlay> brokenOverlays() {
        List<BrokenOverlay> broken = new ArrayList<>();
        for (Volume volume : volumes) {
            String base = volume.backingPath();
            if (base != null && !volumePaths.contains(base)) {
                poolAround(base).ifPresent(pool -> broken.add(broken(volume, base, pool)));
            }
        }
        return broken;
    }

    private BrokenOverlay broken(Volume volume, String base, StoragePool pool) {
        List<String> usedBy = domains.stream()
                .filter(domain -> disks(domain).anyMatch(disk -> volume.path().equals(disk.source())))
                .map(Domain::name)
                .toList();
        return new BrokenOverlay(
                volume,
                base,
                usedBy,
                List.of("it is an overlay of " + base, "storage pool " + pool.name() + " has no such volume"));
    }

    /** Only of an active pool's own folder can be said what is not in it. */
    private Optional<StoragePool> poolAround(String path) {
        return pools.stream()
                .filter(StoragePool::active)
                .filter(pool -> pool.path() != null)
                .filter(pool -> {
                    String folder = String.valueOf(pool.path()).replaceFirst("/+$", "") + "/";
                    return path.startsWith(folder) && path.indexOf('/', folder.length()) < 0;
                })
                .findFirst();
    }

    List<OrphanLease> orphanLeases() {
        Set<String> macs = domains.stream()
                .flatMap(domain -> Stream.concat(domain.nics().stream(), domain.next().nics().stream()))
                .map(nic -> nic.mac().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
        return leases.stream()
                .filter(lease -> !macs.contains(lease.mac().toLowerCase(Locale.ROOT)))
                .map(lease -> new OrphanLease(
                        lease,
                        List.of(
                                "none of " + domains.size() + " domains has an interface with " + lease.mac(),
                                "it cannot be removed through libvirt: it ends by itself")))
                .toList();
    }
}
