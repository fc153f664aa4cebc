package io.kloigos.http.vm.migration;

import io.kloigos.core.vm.migration.MigrationRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** Where a VM is to move. */
@Schema(name = "MigrateVmRequest")
record MigrateVmJson(
        @Nullable String sourceHostId,
        @Nullable String targetHostId,
        @Nullable Boolean live,
        @Nullable Boolean copyStorage) {
    MigrationRequest request() {
        return new MigrationRequest(targetHostId == null ? "" : targetHostId, live, copyStorage);
    }
}
