package io.kloigos.core.backup;

import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.vm.WantedVm;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Copies of all disks of a VM as of one moment.
 *
 * @param vmName what the VM was called then; it may be gone
 * @param name what the backup is called, for people
 * @param pool the storage pool of its host in which the volumes are
 * @param wanted what the VM was to be like then; null on one from before that was kept
 */
public record Backup(
        UUID backupId,
        UUID vmId,
        String vmName,
        String hostId,
        String name,
        String pool,
        Status status,
        List<DiskCopy> volumes,
        @Nullable WantedVm wanted,
        String createdBy,
        Instant createdAt) {
    /** Where a backup stands. */
    public enum Status {
        MAKING,
        AVAILABLE,
        DELETING;

        /** The word in JSON and in the database. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Backup {
        volumes = List.copyOf(volumes);
    }
}
