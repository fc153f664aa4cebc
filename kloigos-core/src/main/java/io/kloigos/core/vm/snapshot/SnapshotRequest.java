package io.kloigos.core.vm.snapshot;

import io.kloigos.core.Checks;
import org.jspecify.annotations.Nullable;

/**
 * A snapshot to be taken.
 *
 * @param name unique among the VM's snapshots: 1 to 63 letters, digits, {@code . _ -}
 * @param memory whether a VM that runs is kept with its memory, which is the only way it can be kept; null for that
 */
public record SnapshotRequest(
        String name, @Nullable String description, @Nullable Boolean memory) {
    private static final int LONGEST_NAME = 63;
    private static final int LONGEST_DESCRIPTION = 1000;

    public SnapshotRequest {
        new Checks()
                .hostname("name", name)
                .that(name.length() <= LONGEST_NAME, "name", "must have at most " + LONGEST_NAME + " characters")
                .optionalText("description", description, LONGEST_DESCRIPTION)
                .done();
    }
}
