package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * A look at some domains of a host.
 *
 * @param all the ids of all domains that the host has: a complete list, so that what is not in it is not there
 * @param domains those that were asked for and are there
 */
public record DomainsSeen(Set<UUID> all, List<Domain> domains) {
    public DomainsSeen {
        all = Set.copyOf(all);
        domains = List.copyOf(domains);
    }
}
