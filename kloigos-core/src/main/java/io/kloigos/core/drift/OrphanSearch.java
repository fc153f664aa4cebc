package io.kloigos.core.drift;

import io.kloigos.core.drift.Orphans.BrokenOverlay;
import io.kloigos.core.drift.Orphans.OrphanLease;
import io.kloigos.core.drift.Orphans.OrphanVolume;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.VolumeUsers;
import io.kloigos.core.storage.VolumeClaims;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
    private final VolumeClaims claims;
    private final VolumeUsers users;
    private final Set<String> volumePaths;

    OrphanSearch(
            List<Domain> domains,
            List<Volume> volumes,
            List<StoragePool> pools,
            List<Snapshot> snapshots,
            List<Lease> leases,
            VolumeClaims claims) {
        this.domains = domains;
        this.volumes = volumes;
        this.pools = pools;
        this.leases = leases;
        this.claims = claims;
        this.users = new VolumeUsers(domains, volumes, pools, snapshots);
        this.volumePaths = volumes.stream().map(Volume::path).collect(Collectors.toSet());
    }

    /** Why it cannot be said for certain of any volume that nobody uses it. */
    List<String> unproven() {
        return users.unproven();
    }

    List<OrphanVolume> orphanVolumes() {
        return volumes.stream()
                .filter(volume ->
                        users.user(volume).isEmpty() && claims.of(volume).isEmpty())
                .map(volume -> new OrphanVolume(volume, proof(volume)))
                .toList();
    }

    private List<String> proof(Volume volume) {
        return List.of(
                "none of " + domains.size() + " domains has " + volume.path()
                        + " as a disk or CD-ROM, now or from its next start on",
                "none of " + volumes.size() + " volumes is an overlay of it",
                "no snapshot keeps a disk in it",
                "none of " + claims.images().size() + " image copies on this host is it",
                "no VM of the CMDB has it, or is being made from it",
                "it is not in the trash");
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
                .filter(domain -> Stream.concat(domain.disks().stream(), domain.next().disks().stream())
                        .anyMatch(disk -> volume.path().equals(disk.source())))
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
