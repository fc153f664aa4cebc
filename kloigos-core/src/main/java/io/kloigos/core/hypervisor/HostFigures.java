package io.kloigos.core.hypervisor;

import java.util.List;

/**
 * What a host and its running domains use now.
 *
 * @param cpuBusyNanos time its CPUs have spent on work since it started, over all of them
 * @param cpuIdleNanos time they have not
 * @param memoryBytes installed
 * @param memoryFreeBytes free, or in caches that can be given back
 * @param domains the domains that run
 */
public record HostFigures(
        long cpuBusyNanos, long cpuIdleNanos, long memoryBytes, long memoryFreeBytes, List<DomainFigures> domains) {
    public HostFigures {
        domains = List.copyOf(domains);
    }
}
