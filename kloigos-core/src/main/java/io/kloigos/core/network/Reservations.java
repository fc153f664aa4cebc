package io.kloigos.core.network;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.json.Json;
import io.kloigos.core.observation.HostInventory;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Stage;
import io.kloigos.core.task.Step;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The addresses that networks keep for interfaces, so that a VM has the same one after every restart. */
public final class Reservations {
    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    /** What is remembered of an accepted change. */
    record Accepted(ReservedAddress address, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final HostInventory inventory;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public Reservations(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            HostInventory inventory,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.inventory = inventory;
        this.clock = clock;
        this.handlers = List.of(new ReserveAddress(hosts, events), new ReleaseAddress(hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** The addresses that a network keeps, those that only its host knows of among them. */
    public List<ReservedAddress> list(UUID networkId, @Nullable String hostId) {
        return database.transact(tx -> {
            HostNetwork network = NetworkService.get(tx, networkId, hostId);
            List<ReservedAddress> all =
                    new ArrayList<>(tx.mapper(ReservationMapper.class).onNetwork(network.hostId(), networkId));
            Set<String> known = new HashSet<>();
            all.forEach(each -> known.add(each.mac()));
            if (network.observed() != null) {
                network.observed().reservations().stream()
                        .filter(each -> !known.contains(each.mac()))
                        .map(each -> new ReservedAddress(
                                network.hostId(), networkId, each.mac(), each.address(), each.hostname(), null, null))
                        .forEach(all::add);
            }
            return List.copyOf(all);
        });
    }

    /** The addresses that a network has given away, as last reported. */
    public List<Lease> leases(UUID networkId, @Nullable String hostId) {
        HostNetwork network = database.transact(tx -> NetworkService.get(tx, networkId, hostId));
        return inventory.leases(network.hostId()).stream()
                .filter(lease -> lease.network().equals(network.name()))
                .toList();
    }

    /** Keeps an address from now on. {@code CONFLICT} when it is taken, or the interface has another one. */
    public Pending<ReservedAddress> reserve(Caller caller, AddressRequest request) {
        Accepted accepted = changes.make(caller, ReserveAddress.TYPE, request, ACCEPTED, tx -> {
            ReservedAddress address = reserve(tx, request);
            return submit(tx, caller, ReserveAddress.TYPE, address, "Keep " + address.address() + " for ");
        });
        return tasks.await(accepted.taskId(), accepted::address);
    }

    /** Keeps the address no more. {@code NOT_FOUND} when none is kept for that interface. */
    public Pending<ReservedAddress> release(Caller caller, UUID networkId, @Nullable String hostId, String mac) {
        record Request(UUID networkId, @Nullable String hostId, String mac) {}
        Request request = new Request(networkId, hostId, mac.toLowerCase(Locale.ROOT));
        ReservedAddress address = list(networkId, hostId).stream()
                .filter(each -> each.mac().equals(request.mac()))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("reservation on this network for", request.mac()));
        Accepted accepted = changes.make(
                caller,
                ReleaseAddress.TYPE,
                request,
                ACCEPTED,
                tx -> submit(tx, caller, ReleaseAddress.TYPE, address, "Release " + address.address() + " of "));
        return tasks.await(accepted.taskId(), accepted::address);
    }

    /**
     * Notes that an address is kept, for a change that makes {@link #step} one of its steps: chosen if need be, checked
     * against what is kept, leased and reported. The one that the interface has already is answered again.
     */
    public ReservedAddress reserve(Transaction tx, AddressRequest request) {
        HostNetwork network = NetworkService.get(tx, request.networkId(), request.hostId());
        hosts.get(network.hostId()).checkReachable();
        ReservationMapper reservations = tx.mapper(ReservationMapper.class);
        String mac = mac(tx, network, request);
        ReservedAddress there = reservations.find(network.hostId(), network.networkId(), mac);
        if (there != null) {
            if (request.address() != null && !request.address().equals(there.address())) {
                throw KloigosException.conflict("Network " + network.name() + " keeps " + there.address() + " for "
                        + mac + " already. Delete that reservation first.");
            }
            return there;
        }
        FreeAddresses free = new FreeAddresses(
                network,
                reservations.onNetwork(network.hostId(), network.networkId()),
                inventory.leases(network.hostId()));
        ReservedAddress chosen = new ReservedAddress(
                network.hostId(),
                network.networkId(),
                mac,
                free.choose(request.address(), mac),
                request.hostname(),
                request.vmId(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        reservations.insert(chosen);
        return chosen;
    }

    private static String mac(Transaction tx, HostNetwork network, AddressRequest request) {
        String given = request.mac();
        UUID vmId = request.vmId();
        String mac = given != null || vmId == null
                ? given
                : tx.mapper(NetworkMapper.class).macOf(vmId, network.hostId(), network.name());
        if (mac == null) {
            throw KloigosException.conflict("VM " + vmId + " has no interface on network " + network.name() + " of "
                    + network.hostId() + ". Attach it first, or name the mac.");
        }
        return mac;
    }

    /** The network of that name on a host, to reserve an address on. {@code NOT_FOUND} when there is none. */
    public UUID networkNamed(Transaction tx, String hostId, String name) {
        return tx.mapper(NetworkMapper.class).list(NetworkQuery.of(hostId, null, name)).stream()
                .findFirst()
                .map(HostNetwork::networkId)
                .orElseThrow(() -> KloigosException.notFound("network on host " + hostId + " called", name));
    }

    /**
     * Notes that a VM's addresses are kept on another host too, where a network of the same name has them, for a change that
     * takes it there. {@code CONFLICT} when somebody has one of them there.
     */
    public List<AddressMove> follow(Transaction tx, UUID vmId, String fromHost, String toHost) {
        NetworkMapper networks = tx.mapper(NetworkMapper.class);
        List<AddressMove> moves = new ArrayList<>();
        for (ReservedAddress from : ofVm(tx, vmId)) {
            networks.list(NetworkQuery.of(fromHost, from.networkId(), null)).stream()
                    .filter(network -> from.hostId().equals(fromHost))
                    .flatMap(network -> networks.list(NetworkQuery.of(toHost, null, network.name())).stream())
                    .filter(network -> serves(network, from.address()))
                    .findFirst()
                    .map(network -> new AddressRequest(
                            network.networkId(), toHost, from.mac(), from.address(), from.hostname(), vmId))
                    .ifPresent(request -> moves.add(new AddressMove(from, reserve(tx, request))));
        }
        return moves;
    }

    private static boolean serves(HostNetwork network, String address) {
        Network observed = network.observed();
        return observed != null
                && observed.cidr() != null
                && observed.details() != null
                && observed.details().gateway() != null
                && Ipv4Cidr.parse(observed.cidr())
                        .filter(cidr -> cidr.isForMachines(address))
                        .isPresent();
    }

    /** Notes once more what {@link #forget} has forgotten. */
    public static void remember(Transaction tx, ReservedAddress address) {
        ReservationMapper reservations = tx.mapper(ReservationMapper.class);
        if (reservations.find(address.hostId(), address.networkId(), address.mac()) == null) {
            reservations.insert(address);
        }
    }

    /** Tells the host to keep the address; taken back, it keeps it no more. */
    public static Step step(Stage stage, ReservedAddress address) {
        return Step.undoable(
                "reserve-address",
                () -> stage.at(address.hostId()).networks().reserve(address.networkId(), address.reservation()),
                () -> stage.at(address.hostId()).networks().release(address.networkId(), address.mac()));
    }

    /** Tells the host to keep the address no more. */
    public static Step releaseStep(Stage stage, ReservedAddress address) {
        return Step.oneWay(
                "release-address",
                () -> stage.at(address.hostId()).networks().release(address.networkId(), address.mac()));
    }

    /** The addresses that are kept for a VM's interfaces. */
    public List<ReservedAddress> ofVm(Transaction tx, UUID vmId) {
        return tx.mapper(ReservationMapper.class).ofVm(vmId);
    }

    /** Forgets an address that its host keeps no more. */
    public static void forget(Transaction tx, ReservedAddress address) {
        tx.mapper(ReservationMapper.class).delete(address);
    }

    private Accepted submit(Transaction tx, Caller caller, String type, ReservedAddress address, String verb) {
        TaskRequest request = new TaskRequest(
                type,
                HostNetwork.target(address.networkId()),
                address.hostId(),
                address,
                List.of(HostNetwork.lock(address.hostId(), address.networkId())),
                verb + address.mac() + " on " + address.hostId());
        return new Accepted(address, tasks.submit(tx, caller, request));
    }
}
