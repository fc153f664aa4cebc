package io.kloigos.http.backup;

import io.kloigos.core.backup.Backup;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A backup on the wire. */
@Schema(name = "Backup")
record BackupJson(
        UUID backupId,
        UUID vmId,
        String vmName,
        String hostId,
        String name,
        String pool,
        Backup.Status status,
        List<DiskJson> volumes,
        String createdBy,
        Instant createdAt) {
    /** The copy of one disk. */
    @Schema(name = "BackupDisk")
    record DiskJson(String target, String volume) {}

    static BackupJson of(Backup backup) {
        return new BackupJson(
                backup.backupId(),
                backup.vmId(),
                backup.vmName(),
                backup.hostId(),
                backup.name(),
                backup.pool(),
                backup.status(),
                backup.volumes().stream()
                        .map(copy -> new DiskJson(copy.target(), copy.volume()))
                        .toList(),
                backup.createdBy(),
                backup.createdAt());
    }
}
