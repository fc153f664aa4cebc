package io.kloigos.http.runbook;

import io.kloigos.core.runbook.RunRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a runbook is to run on. */
@Schema(name = "ExecuteRunbookRequest")
record ExecuteJson(
        @Nullable String hostId,
        @Nullable UUID vmId,
        @Nullable Map<String, Object> parameters) {
    RunRequest request() {
        return new RunRequest(hostId, vmId, Texts.of("parameters", parameters));
    }
}
