package io.kloigos.http.backup;

import io.kloigos.core.Checks;
import io.kloigos.core.image.ImageService;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A backup to make.
 *
 * @param pool a pool of files on the VM's host; default unless told otherwise
 * @param name what to call it; backup unless told otherwise
 */
@Schema(name = "BackupRequest")
record MakeBackupJson(@Nullable String pool, @Nullable String name) {
    MakeBackupJson {
        new Checks()
                .hostname("pool", Objects.requireNonNullElse(pool, ImageService.POOL))
                .optionalText("name", name, 255)
                .done();
    }

    String into() {
        return Objects.requireNonNullElse(pool, ImageService.POOL);
    }

    String called() {
        return Objects.requireNonNullElse(name, "backup");
    }
}
