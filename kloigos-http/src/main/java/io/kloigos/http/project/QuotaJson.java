package io.kloigos.http.project;

import io.kloigos.core.project.QuotaChange;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How much a project may have; 0 for no limit, and what is left out stays as it is. */
@Schema(name = "QuotaRequest")
record QuotaJson(
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable Integer vmLimit,
        @Nullable Long storageGb,
        @Nullable Integer snapshotLimit,
        @Nullable Integer serverLimit) {
    QuotaChange change() {
        return new QuotaChange(cpuCores, memoryMb, vmLimit, storageGb, snapshotLimit, serverLimit);
    }
}
