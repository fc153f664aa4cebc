package io.kloigos.http.vm;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How large a VM is to be. */
@Schema(name = "ResizeVmRequest")
record ResizeVmJson(
        @Nullable String hostId,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb) {
    ResizeVmJson {
        new Checks()
                .that(cpuCores != null, "cpu_cores", "is required")
                .that(memoryMb != null, "memory_mb", "is required")
                .done();
    }

    int cores() {
        return Objects.requireNonNull(cpuCores);
    }

    long memory() {
        return Objects.requireNonNull(memoryMb);
    }
}
