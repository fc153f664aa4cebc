package io.kloigos.http.drift;

import io.kloigos.core.drift.Orphans;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Volume;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What nobody uses on a host.
 *
 * @param unproven why no volume can be removed now, whatever it is
 */
@Schema(name = "Orphans")
record OrphansJson(
        String hostId,
        @Nullable Instant observedAt,
        boolean reachable,
        List<String> unproven,
        List<VolumeJson> volumes,
        List<OverlayJson> overlays,
        List<LeaseJson> leases) {
    static OrphansJson of(Orphans orphans) {
        return new OrphansJson(
                orphans.hostId(),
                orphans.observedAt(),
                orphans.reachable(),
                orphans.unproven(),
                orphans.volumes().stream().map(VolumeJson::of).toList(),
                orphans.overlays().stream().map(OverlayJson::of).toList(),
                orphans.leases().stream().map(LeaseJson::of).toList());
    }

    /** A volume that nobody uses, with what was looked through without finding it. */
    @Schema(name = "OrphanVolume")
    record VolumeJson(
            String pool,
            String name,
            String path,
            String format,
            long capacityBytes,
            long allocationBytes,
            boolean ours,
            List<String> proof) {
        static VolumeJson of(Orphans.OrphanVolume orphan) {
            Volume volume = orphan.volume();
            return new VolumeJson(
                    volume.pool(),
                    volume.name(),
                    volume.path(),
                    volume.format(),
                    volume.capacityBytes(),
                    volume.allocationBytes(),
                    orphan.isOurs(),
                    orphan.proof());
        }
    }

    /** An overlay whose base is gone, and the domains that have it as a disk. */
    @Schema(name = "BrokenOverlay")
    record OverlayJson(
            String pool,
            String name,
            String path,
            String missingBase,
            List<String> usedBy,
            boolean ours,
            List<String> proof) {
        static OverlayJson of(Orphans.BrokenOverlay overlay) {
            Volume volume = overlay.volume();
            return new OverlayJson(
                    volume.pool(),
                    volume.name(),
                    volume.path(),
                    overlay.missingBase(),
                    overlay.usedBy(),
                    overlay.isOurs(),
                    overlay.proof());
        }
    }

    /** An address given to nobody that is there. */
    @Schema(name = "OrphanLease")
    record LeaseJson(
            String network,
            String mac,
            String address,
            @Nullable String hostname,
            List<String> proof) {
        static LeaseJson of(Orphans.OrphanLease orphan) {
            Lease lease = orphan.lease();
            return new LeaseJson(lease.network(), lease.mac(), lease.address(), lease.hostname(), orphan.proof());
        }
    }
}
