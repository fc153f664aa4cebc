package io.kloigos.core.vm.placement;

import io.kloigos.core.Checks;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where a VM may go when no host is named.
 *
 * @param tags that the host must have, all of them
 * @param affinity only hosts that have a VM with all of these labels; empty for any host
 * @param antiAffinity no host that has a VM with all of these labels; empty for any host
 */
public record PlacementRule(
        Strategy strategy, List<String> tags, Map<String, String> affinity, Map<String, String> antiAffinity) {
    /** The host with the most memory left. */
    public static final PlacementRule SPREAD = new PlacementRule(Strategy.SPREAD, List.of(), Map.of(), Map.of());

    /** Which of the hosts that fit is taken. */
    public enum Strategy {
        /** The one with the most memory left. */
        SPREAD,
        /** The one with the least memory left. */
        PACK;

        /** The word in JSON. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public PlacementRule {
        new Checks()
                .that(tags.size() <= 64, "host_tags", "must have at most 64 entries")
                .labels("affinity", affinity)
                .labels("anti_affinity", antiAffinity)
                .done();
        tags = List.copyOf(tags);
        affinity = Map.copyOf(affinity);
        antiAffinity = Map.copyOf(antiAffinity);
    }
}
