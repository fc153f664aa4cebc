package io.kloigos.core.storage;

import io.kloigos.core.hypervisor.Volume;
import java.util.Optional;
import java.util.Set;

/**
 * What our records say is used on a host.
 *
 * @param images {@code pool/name} of the copies of catalogued images
 * @param vms {@code pool/name}, or the path, of what VMs have, and of what those that are being made need
 * @param trash {@code pool/name} of what is in the trash
 * @param backups {@code pool/name} of what backups of VMs are kept in
 */
public record VolumeClaims(Set<String> images, Set<String> vms, Set<String> trash, Set<String> backups) {
    public VolumeClaims {
        images = Set.copyOf(images);
        vms = Set.copyOf(vms);
        trash = Set.copyOf(trash);
        backups = Set.copyOf(backups);
    }

    /** The same, for what takes volumes out of the trash. */
    VolumeClaims withoutTrash() {
        return new VolumeClaims(images, vms, Set.of(), backups);
    }

    /** What a volume is kept for, as a sentence; empty when it is not. */
    public Optional<String> of(Volume volume) {
        String place = volume.pool() + "/" + volume.name();
        if (images.contains(place)) {
            return Optional.of("it is the copy of a catalogued image");
        }
        if (vms.contains(place) || vms.contains(volume.path())) {
            return Optional.of("a VM of the CMDB has it, or needs it");
        }
        if (backups.contains(place)) {
            return Optional.of("a backup of a VM is kept in it");
        }
        return trash.contains(place) ? Optional.of("it is in the trash") : Optional.empty();
    }
}
