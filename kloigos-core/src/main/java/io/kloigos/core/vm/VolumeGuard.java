package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.Volume;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Deletes volumes that nothing on their host needs, and no others. */
public final class VolumeGuard {
    private final Hypervisor host;
    private final Set<String> going;

    public VolumeGuard(Hypervisor host) {
        this(host, Set.of());
    }

    /** @param going {@code pool/name} of volumes that go too: what these are built on may go with them */
    VolumeGuard(Hypervisor host, Set<String> going) {
        this.host = host;
        this.going = Set.copyOf(going);
    }

    /** Deletes the volume if it is there. {@code CONFLICT} when a volume is built on it, or a domain or snapshot names it. */
    public void delete(String pool, String volume) {
        Optional<Volume> there = host.volume(pool, volume);
        if (there.isPresent()) {
            refuseBase(there.get());
            refuseNamed(there.get());
            host.deleteVolume(pool, volume);
        }
    }

    /** {@code CONFLICT} when another volume of its pool is built on that one, if it is there. */
    public void refuseBase(String pool, String volume) {
        host.volume(pool, volume).ifPresent(this::refuseBase);
    }

    private void refuseBase(Volume volume) {
        List<String> overlays = host.volumes(volume.pool()).stream()
                .filter(other -> volume.path().equals(other.backingPath()))
                .filter(other -> !going.contains(other.pool() + "/" + other.name()))
                .map(Volume::name)
                .toList();
        if (!overlays.isEmpty()) {
            throw KloigosException.conflict("Volume " + volume.name() + " is what " + String.join(", ", overlays)
                    + " is built on. Delete that first, or keep the disks.");
        }
    }

    private void refuseNamed(Volume volume) {
        if (!host.named(Set.of(volume.path())).isEmpty()) {
            throw KloigosException.conflict("Volume " + volume.name()
                    + " is used by another domain, or by a snapshot of one. Detach it there first.");
        }
    }

    /** {@code CONFLICT} when anything on the host uses the volume already. */
    public void refuseUsed(Volume volume) {
        refuseBase(volume);
        refuseNamed(volume);
    }
}
