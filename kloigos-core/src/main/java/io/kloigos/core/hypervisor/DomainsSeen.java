package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A look at some domains of a host.
 *
 * @param all the ids of all domains that the host has: a complete list, so that what is not in it is not there; null where
 *     each one that was asked for is there, and nothing is said of others
 * @param domains those that were asked for and are there
 */
public record DomainsSeen(@Nullable Set<UUID> all, List<Domain> domains) {
    public DomainsSeen {
        all = all == null ? null : Set.copyOf(all);
        domains = List.copyOf(domains);
    }
}
