package io.kloigos.http.vm.snapshot;

import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A snapshot to take. */
@Schema(name = "TakeSnapshotRequest")
record TakeSnapshotJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable String description,
        @Nullable Boolean memory) {
    SnapshotRequest request() {
        return new SnapshotRequest(name == null ? "" : name, description, memory);
    }
}
