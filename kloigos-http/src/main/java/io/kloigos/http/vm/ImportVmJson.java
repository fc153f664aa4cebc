package io.kloigos.http.vm;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.drift.ImportRequest;
import io.kloigos.core.hypervisor.PowerState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A domain to take into the CMDB; {@code host_id} and {@code vm_id} must be sent. What the host reports counts: name, CPUs,
 * memory, power and networks are accepted and not looked at.
 */
@Schema(name = "ImportVmRequest")
record ImportVmJson(
        @Nullable String hostId,
        @Nullable UUID vmId,
        @Nullable String name,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String image,
        @Nullable PowerState powerState,
        @Nullable List<String> networks,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable Instant createdAt) {
    ImportVmJson {
        new Checks().that(vmId != null, "vm_id", "is required").done();
    }

    ImportRequest request() {
        return new ImportRequest(
                requireNonNullElse(hostId, ""),
                Objects.requireNonNull(vmId),
                image,
                labels,
                annotations,
                projectId,
                createdAt);
    }
}
