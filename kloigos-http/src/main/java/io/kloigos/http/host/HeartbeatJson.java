package io.kloigos.http.host;

import io.kloigos.core.Checks;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A report from a script on a host; its status is taken note of but we go by what we see. */
@Schema(name = "HeartbeatRequest")
record HeartbeatJson(
        @Nullable String status,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb) {
    private static final int MOST_CORES = 65_536;
    private static final long MOST_MEMORY_MB = 1L << 40;

    HeartbeatJson {
        new Checks()
                .optionalText("status", status, 64)
                .range("cpu_cores", Objects.requireNonNullElse(cpuCores, 0), 0, MOST_CORES)
                .range("memory_mb", Objects.requireNonNullElse(memoryMb, 0L), 0, MOST_MEMORY_MB)
                .done();
    }

    int cores() {
        return Objects.requireNonNullElse(cpuCores, 0);
    }

    long memory() {
        return Objects.requireNonNullElse(memoryMb, 0L);
    }
}
