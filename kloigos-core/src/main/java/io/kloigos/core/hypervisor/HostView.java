package io.kloigos.core.hypervisor;

import java.util.List;

/** One complete look at a host: everything that it has, seen in one go. */
public record HostView(List<Domain> domains, List<Volume> volumes, List<Network> networks) {
    public HostView {
        domains = List.copyOf(domains);
        volumes = List.copyOf(volumes);
        networks = List.copyOf(networks);
    }
}
