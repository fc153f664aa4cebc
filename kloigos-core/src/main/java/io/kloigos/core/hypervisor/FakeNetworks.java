package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The networks of a fake host. */
final class FakeNetworks implements NetworksOfHost {
    private final Runnable answer;
    private final Map<String, Network> networks = new LinkedHashMap<>();

    private final Map<String, VlanBridge> vlanBridges = new TreeMap<>();
    private @Nullable String noRoot;

    /** @param answer fails when the host does not answer */
    FakeNetworks(Runnable answer) {
        this.answer = answer;
    }

    synchronized void add(Network network) {
        networks.put(network.uuid(), network);
    }

    synchronized void copyTo(FakeNetworks other) {
        networks.values().forEach(other::add);
        other.vlanBridges.putAll(vlanBridges);
        other.noRoot = noRoot;
    }

    @Override
    public synchronized List<Network> all() {
        answer.run();
        return List.copyOf(networks.values());
    }

    @Override
    public synchronized Optional<Network> network(UUID networkId) {
        answer.run();
        return Optional.ofNullable(networks.get(networkId.toString()));
    }

    @Override
    public synchronized void define(NetworkSpec spec) {
        Optional<Network> there = network(spec.networkId());
        there.ifPresent(network -> refuse(network, spec.owner()));
        if (there.isPresent()) {
            return;
        }
        if (networks.values().stream().anyMatch(other -> other.name().equals(spec.name()))) {
            throw KloigosException.conflict("The name '" + spec.name() + "' belongs to another network.");
        }
        add(new Network(spec.networkId().toString(), spec.name(), false, spec.bridge(), cidr(spec), details(spec)));
    }

    private static @Nullable String cidr(NetworkSpec spec) {
        String gateway = spec.gateway();
        return gateway == null ? null : gateway.substring(0, gateway.lastIndexOf('.')) + ".0/" + spec.prefix();
    }

    private static Network.Details details(NetworkSpec spec) {
        return new Network.Details(
                spec.mode().word(),
                spec.vlanId(),
                false,
                spec.gateway(),
                spec.dhcp(),
                spec.domain(),
                spec.dns(),
                List.of(),
                spec.owner(),
                spec.cidr(),
                spec.createdAt());
    }

    @Override
    public synchronized void start(UUID networkId) {
        Network network = require(networkId);
        boolean taken = networks.values().stream()
                .anyMatch(other -> other.active()
                        && !other.uuid().equals(network.uuid())
                        && network.cidr() != null
                        && network.cidr().equals(other.cidr()));
        if (taken) {
            throw KloigosException.conflict("The addresses of network " + network.name() + " are in use.");
        }
        add(active(network, true));
    }

    @Override
    public synchronized void stop(UUID networkId, String owner) {
        network(networkId).ifPresent(network -> {
            refuse(network, owner);
            add(active(network, false));
        });
    }

    @Override
    public synchronized void undefine(UUID networkId, String owner) {
        network(networkId).ifPresent(network -> {
            refuse(network, owner);
            networks.remove(network.uuid());
        });
    }

    @Override
    public synchronized void setAutostart(UUID networkId, boolean autostart) {
        change(networkId, d -> with(d, autostart, d.dhcp(), d.dns(), d.reservations()));
    }

    synchronized void refuseRoot(@Nullable String why) {
        noRoot = why;
    }

    synchronized List<VlanBridge> vlanBridges() {
        return List.copyOf(vlanBridges.values());
    }

    @Override
    public synchronized Optional<String> whyNoVlanBridge(VlanBridge wanted) {
        answer.run();
        return Optional.ofNullable(noRoot);
    }

    @Override
    public synchronized void makeVlanBridge(VlanBridge wanted) {
        answer.run();
        vlanBridges.put(wanted.bridge(), wanted);
    }

    @Override
    public synchronized void removeVlanBridge(VlanBridge unwanted) {
        answer.run();
        vlanBridges.remove(unwanted.bridge());
    }

    @Override
    public synchronized void setDns(UUID networkId, List<DnsHost> hosts) {
        change(networkId, d -> with(d, d.autostart(), d.dhcp(), hosts, d.reservations()));
    }

    @Override
    public synchronized void setDhcp(UUID networkId, @Nullable DhcpRange range) {
        change(networkId, d -> with(d, d.autostart(), range, d.dns(), d.reservations()));
    }

    @Override
    public synchronized void reserve(UUID networkId, Reservation reservation) {
        List<Reservation> kept = new ArrayList<>(require(networkId).reservations());
        kept.removeIf(each -> each.mac().equals(reservation.mac()));
        if (kept.stream().anyMatch(each -> each.address().equals(reservation.address()))) {
            throw KloigosException.conflict("The address " + reservation.address() + " is kept for another.");
        }
        kept.add(reservation);
        kept.sort(Comparator.comparing(Reservation::mac));
        change(networkId, d -> with(d, d.autostart(), d.dhcp(), d.dns(), kept));
    }

    @Override
    public synchronized void release(UUID networkId, String mac) {
        network(networkId).ifPresent(network -> {
            List<Reservation> kept = network.reservations().stream()
                    .filter(each -> !each.mac().equals(mac))
                    .toList();
            change(networkId, d -> with(d, d.autostart(), d.dhcp(), d.dns(), kept));
        });
    }

    private void change(UUID networkId, UnaryOperator<Network.Details> edit) {
        Network there = require(networkId);
        Network.Details details = Optional.ofNullable(there.details()).orElseGet(FakeNetworks::plain);
        add(new Network(there.uuid(), there.name(), there.active(), there.bridge(), there.cidr(), edit.apply(details)));
    }

    private static Network.Details plain() {
        return new Network.Details("nat", null, false, null, null, null, List.of(), List.of(), null);
    }

    private static Network.Details with(
            Network.Details details,
            boolean autostart,
            @Nullable DhcpRange dhcp,
            List<DnsHost> dns,
            List<Reservation> reservations) {
        return new Network.Details(
                details.mode(),
                details.vlanId(),
                autostart,
                details.gateway(),
                dhcp,
                details.domain(),
                dns,
                reservations,
                details.owner(),
                details.statedCidr(),
                details.createdAt());
    }

    private static Network active(Network network, boolean active) {
        return new Network(network.uuid(), network.name(), active, network.bridge(), network.cidr(), network.details());
    }

    private Network require(UUID networkId) {
        return network(networkId).orElseThrow(() -> KloigosException.notFound("network", networkId));
    }

    private static void refuse(Network network, String owner) {
        if (!owner.equals(network.owner())) {
            throw KloigosException.conflict("Network " + network.name() + " does not carry our stamp.");
        }
    }
}
