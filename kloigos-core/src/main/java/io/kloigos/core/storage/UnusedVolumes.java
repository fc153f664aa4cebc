package io.kloigos.core.storage;

import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.VolumeUsers;
import java.util.Optional;

/** Proves of a volume that nobody uses it. */
public final class UnusedVolumes {
    private UnusedVolumes() {}

    /**
     * What stands in the way of deleting a volume, as a sentence; empty when it is proven that nobody uses it.
     *
     * @param view a complete look at the host, from now
     */
    public static Optional<String> whyKept(Hypervisor host, HostView view, VolumeClaims claims, Volume volume) {
        return claims.of(volume).or(() -> VolumeUsers.whyKept(host, view, volume));
    }
}
