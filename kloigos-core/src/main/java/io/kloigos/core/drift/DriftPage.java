package io.kloigos.core.drift;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the drift there is.
 *
 * @param notLookedAt hosts whose VMs nobody can know of: they are not in the list
 * @param next where the next page begins; null when there is none
 */
public record DriftPage(
        List<Drift> items,
        List<NotLookedAt> notLookedAt,
        @Nullable String next) {
    public DriftPage {
        items = List.copyOf(items);
        notLookedAt = List.copyOf(notLookedAt);
    }

    /**
     * A host that cannot be seen.
     *
     * @param since since when
     * @param observedAt when it was last completely looked at; null for never
     */
    public record NotLookedAt(
            String hostId,
            Instant since,
            @Nullable Instant observedAt,
            @Nullable String reason) {}
}
