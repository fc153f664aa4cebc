package io.kloigos.core.vm.migration;

import io.kloigos.core.Checks;
import org.jspecify.annotations.Nullable;

/**
 * Where a VM is to move.
 *
 * @param live whether it goes on running meanwhile; null for what suits its state
 * @param copyStorage whether its disks are copied along; null to copy them unless both hosts share them
 */
public record MigrationRequest(
        String targetHostId,
        @Nullable Boolean live,
        @Nullable Boolean copyStorage) {
    public MigrationRequest {
        new Checks().hostname("target_host_id", targetHostId).done();
    }
}
