package io.kloigos.core.drift;

import io.kloigos.core.Sha256;
import io.kloigos.core.drift.DriftPage.NotLookedAt;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What would mend drift.
 *
 * @param hash changes with anything that would be run, and with any definition that it would be run on
 * @param notLookedAt hosts whose VMs nobody can know of: nothing is planned for them
 */
public record DriftPlan(String hash, List<PlannedMend> items, List<NotLookedAt> notLookedAt) {
    public DriftPlan {
        items = List.copyOf(items);
        notLookedAt = List.copyOf(notLookedAt);
    }

    static DriftPlan of(List<PlannedMend> items, List<NotLookedAt> notLookedAt) {
        String hashes = items.stream()
                .filter(PlannedMend::isRunnable)
                .map(PlannedMend::hash)
                .sorted()
                .collect(Collectors.joining("\n"));
        return new DriftPlan(Sha256.of(hashes), items, notLookedAt);
    }
}
