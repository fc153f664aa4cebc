package io.kloigos.core.hypervisor;

import java.util.List;

/** One complete look at a host: what it is and everything that it has, seen in one go. */
public record HostView(
        HostFacts facts,
        List<Domain> domains,
        List<StoragePool> pools,
        List<Volume> volumes,
        List<Network> networks,
        List<Snapshot> snapshots,
        List<Lease> leases) {
    public HostView {
        domains = List.copyOf(domains);
        pools = List.copyOf(pools);
        volumes = List.copyOf(volumes);
        networks = List.copyOf(networks);
        snapshots = List.copyOf(snapshots);
        leases = List.copyOf(leases);
    }
}
