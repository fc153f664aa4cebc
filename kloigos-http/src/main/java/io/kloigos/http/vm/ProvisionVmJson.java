package io.kloigos.http.vm;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.vm.VmRequest;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A VM to make; {@code host_id}, {@code name}, {@code cpu_cores}, {@code memory_mb} and {@code image} must be sent. */
@Schema(name = "ProvisionVmRequest")
record ProvisionVmJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String image,
        @Nullable String network,
        @Nullable Integer diskSizeGb,
        @Nullable List<String> sshKeys,
        @Nullable String userData,
        @Nullable Map<String, String> labels,
        @Nullable String projectId,
        @Nullable Boolean start) {
    ProvisionVmJson {
        new Checks()
                .that(
                        hostId != null && !hostId.equals("auto"),
                        "host_id",
                        "must name a host: placing is not offered yet")
                .that(cpuCores != null, "cpu_cores", "is required")
                .that(memoryMb != null, "memory_mb", "is required")
                .done();
    }

    VmRequest request() {
        return new VmRequest(
                requireNonNullElse(hostId, ""),
                requireNonNullElse(name, ""),
                requireNonNullElse(cpuCores, 0),
                requireNonNullElse(memoryMb, 0L),
                requireNonNullElse(image, ""),
                requireNonNullElse(network, VmRequest.DEFAULT_NETWORK),
                diskSizeGb,
                requireNonNullElse(sshKeys, List.of()),
                userData,
                requireNonNullElse(labels, Map.of()),
                projectId,
                requireNonNullElse(start, true));
    }
}
