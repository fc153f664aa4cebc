package io.kloigos.core.rebuild;

import io.kloigos.core.host.HostMode;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.network.WantedNetwork;
import io.kloigos.core.vm.WantedVm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What would be written into an empty database.
 *
 * @param owner what this CMDB calls itself on hosts; null while it must be chosen, or no stamp says it
 * @param owners all owners that stamps name, with the number of their domains and networks
 * @param addresses what networks keep for interfaces
 * @param conflicts why nothing is written; empty when it can be
 * @param notes what cannot be given back, or was put in its place
 */
public record RebuildPlan(
        @Nullable UUID owner,
        Map<String, Integer> owners,
        List<HostRow> hosts,
        List<VmRow> vms,
        List<ImageRow> images,
        List<NetworkRow> networks,
        List<ReservedAddress> addresses,
        List<String> conflicts,
        List<String> notes) {
    public RebuildPlan {
        owners = Map.copyOf(owners);
        hosts = List.copyOf(hosts);
        vms = List.copyOf(vms);
        images = List.copyOf(images);
        networks = List.copyOf(networks);
        addresses = List.copyOf(addresses);
        conflicts = List.copyOf(conflicts);
        notes = List.copyOf(notes);
    }

    /** A host, with the key that it showed and what it said of itself. */
    public record HostRow(
            HostRegistration registration,
            String sshUser,
            HostMode mode,
            String hostKey,
            HostFacts facts,
            Instant createdAt) {}

    /** A VM as its domain says that it is wanted. */
    public record VmRow(UUID vmId, String hostId, long generation, WantedVm wanted, Instant createdAt) {}

    /** A network as its definition says that it is wanted. */
    public record NetworkRow(UUID networkId, String hostId, String name, WantedNetwork wanted, Instant createdAt) {}

    /** An image of which hosts hold copies. */
    public record ImageRow(
            UUID imageId,
            String name,
            String version,
            String format,
            long sizeBytes,
            long virtualSizeBytes,
            String volume,
            Set<String> hosts,
            Instant createdAt) {
        public ImageRow {
            hosts = Set.copyOf(hosts);
        }
    }
}
