package io.kloigos.http.backup;

import io.kloigos.core.backup.RestoreRequest;
import io.kloigos.core.image.ImageService;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A VM to make from a backup.
 *
 * @param hostId where; the host that has the backup unless told otherwise
 * @param pool for its disks; default unless told otherwise
 * @param cpuCores as many as it had unless told otherwise, and so with its memory and its networks
 * @param start whether it is started; it is unless told otherwise
 */
@Schema(name = "RestoreBackupRequest")
record RestoreBackupJson(
        @Nullable String name,
        @Nullable String hostId,
        @Nullable String pool,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String network,
        @Nullable Boolean start) {
    RestoreRequest request() {
        return new RestoreRequest(
                Objects.requireNonNullElse(name, ""),
                hostId,
                Objects.requireNonNullElse(pool, ImageService.POOL),
                cpuCores,
                memoryMb,
                network,
                !Boolean.FALSE.equals(start));
    }
}
