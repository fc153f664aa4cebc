package io.kloigos.core.backup;

import io.kloigos.core.database.Transaction;
import java.util.Set;
import java.util.stream.Collectors;

/** The records of backups, for features that must leave them alone. */
public final class BackupRecords {
    private BackupRecords() {}

    /** {@code pool/name} of the volumes of all backups on a host. */
    public static Set<String> volumesOn(Transaction tx, String hostId) {
        return tx.mapper(BackupMapper.class).onHost(hostId).stream()
                .flatMap(backup -> backup.volumes().stream().map(copy -> backup.pool() + "/" + copy.volume()))
                .collect(Collectors.toSet());
    }
}
