package io.kloigos.core.rebuild;

import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.network.WantedNetwork;
import io.kloigos.core.rebuild.RebuildPlan.NetworkRow;
import io.kloigos.core.rebuild.RebuildPlan.VmRow;
import io.kloigos.core.vm.VmSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The networks with our stamp, and the addresses that networks keep for our VMs. */
final class RebuiltNetworks {
    private final String owner;
    private final Instant now;
    private final List<VmRow> vms;
    private final List<String> notes;

    RebuiltNetworks(String owner, Instant now, List<VmRow> vms, List<String> notes) {
        this.owner = owner;
        this.now = now;
        this.vms = vms;
        this.notes = notes;
    }

    /** In the order in which they were made. */
    List<NetworkRow> of(List<SeenHost> seen) {
        List<NetworkRow> rows = new ArrayList<>();
        for (SeenHost host : seen) {
            host.view().networks().stream()
                    .filter(this::isOurs)
                    .forEach(network -> row(host, network).ifPresent(rows::add));
        }
        rows.sort(Comparator.comparing(NetworkRow::createdAt).thenComparing(NetworkRow::networkId));
        return rows;
    }

    private boolean isOurs(Network network) {
        return owner.equals(network.owner());
    }

    private Optional<NetworkRow> row(SeenHost host, Network network) {
        String words = "Network " + network.name() + " on " + host.hostId();
        Network.Details details = network.details();
        Optional<NetworkMode> mode = details == null
                ? Optional.empty()
                : Stream.of(NetworkMode.values())
                        .filter(known -> known.word().equals(details.mode()))
                        .findFirst();
        if (details == null || mode.isEmpty() || network.bridge() == null) {
            notes.add(words + " bears our stamp and is of a kind that we do not make: it is not given back.");
            return Optional.empty();
        }
        Instant createdAt = details.createdAt();
        if (createdAt == null) {
            notes.add(words + " does not say when it was made: now is put in its place.");
        }
        return Optional.of(new NetworkRow(
                UUID.fromString(network.uuid()),
                host.hostId(),
                network.name(),
                WantedNetwork.of(mode.get(), network, details),
                createdAt == null ? now : createdAt));
    }

    /** All that networks of ours keep, and what others keep for VMs of ours. */
    List<ReservedAddress> addresses(List<SeenHost> seen) {
        List<ReservedAddress> addresses = new ArrayList<>();
        for (SeenHost host : seen) {
            for (Network network : host.view().networks()) {
                for (Reservation kept : network.reservations()) {
                    Optional<UUID> vm = vmWith(host.hostId(), network.name(), kept.mac());
                    if (isOurs(network) || vm.isPresent()) {
                        addresses.add(new ReservedAddress(
                                host.hostId(),
                                UUID.fromString(network.uuid()),
                                kept.mac(),
                                kept.address(),
                                kept.hostname(),
                                vm.orElse(null),
                                now));
                    }
                }
            }
        }
        return addresses;
    }

    private Optional<UUID> vmWith(String hostId, String network, String mac) {
        return vms.stream()
                .filter(vm -> vm.hostId().equals(hostId))
                .filter(vm -> nics(vm).anyMatch(nic ->
                        nic.network().equals(network) && nic.mac().equalsIgnoreCase(mac)))
                .map(VmRow::vmId)
                .findFirst();
    }

    private static Stream<NicSpec> nics(VmRow vm) {
        VmSpec spec = vm.wanted().spec();
        return spec == null ? Stream.empty() : spec.nics().stream();
    }
}
