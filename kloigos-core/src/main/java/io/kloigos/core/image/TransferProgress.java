package io.kloigos.core.image;

import io.kloigos.core.database.Database;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.task.Stage;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Writes down how far an import is, once a second. */
final class TransferProgress implements LongConsumer {
    private static final long EVERY = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final UUID importId;
    private final Stage stage;
    private final long begun = System.nanoTime();
    private long noted = begun;
    private @Nullable Long total;

    TransferProgress(Database database, UUID importId, Stage stage) {
        this.database = database;
        this.importId = importId;
        this.stage = stage;
    }

    void total(long bytes) {
        total = bytes == Content.UNKNOWN_SIZE ? null : bytes;
    }

    @Override
    public void accept(long bytes) {
        long now = System.nanoTime();
        boolean complete = total != null && bytes >= total;
        if (now - noted < EVERY && !complete) {
            return;
        }
        noted = now;
        long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(now - begun));
        stage.record(() -> database.run(
                tx -> tx.mapper(ImageImportMapper.class).setProgress(importId, bytes, total, bytes * 1000 / millis)));
        if (total != null && total > 0) {
            stage.progress((int) Math.min(100, 100 * bytes / total));
        }
    }
}
