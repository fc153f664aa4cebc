package io.kloigos.core.drift;

import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Volume;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What on a host nobody uses.
 *
 * @param observedAt when the host was last completely looked at; null for never
 * @param reachable whether the host can be seen now
 * @param unproven why no volume can be said to be unused for certain; empty when nothing stands in the way
 */
public record Orphans(
        String hostId,
        @Nullable Instant observedAt,
        boolean reachable,
        List<String> unproven,
        List<OrphanVolume> volumes,
        List<BrokenOverlay> overlays,
        List<OrphanLease> leases) {
    public Orphans {
        unproven = List.copyOf(unproven);
        volumes = List.copyOf(volumes);
        overlays = List.copyOf(overlays);
        leases = List.copyOf(leases);
    }

    /** The first letters of every volume that Kloigos makes. */
    static final String OURS = "kloigos-";

    /**
     * A volume that nobody uses.
     *
     * @param proof what was looked through without finding it
     */
    public record OrphanVolume(Volume volume, List<String> proof) {
        public OrphanVolume {
            proof = List.copyOf(proof);
        }

        /** Whether its name is one that Kloigos gives. */
        public boolean isOurs() {
            return volume.name().startsWith(OURS);
        }
    }

    /**
     * An overlay whose base is gone: what it held cannot be read any more.
     *
     * @param usedBy names of the domains that have it as a disk
     */
    public record BrokenOverlay(Volume volume, String missingBase, List<String> usedBy, List<String> proof) {
        public BrokenOverlay {
            usedBy = List.copyOf(usedBy);
            proof = List.copyOf(proof);
        }

        /** Whether its name is one that Kloigos gives. */
        public boolean isOurs() {
            return volume.name().startsWith(OURS);
        }
    }

    /** An address given to nobody that is there. libvirt has no way to take a lease back: it ends by itself. */
    public record OrphanLease(Lease lease, List<String> proof) {
        public OrphanLease {
            proof = List.copyOf(proof);
        }
    }
}
