package io.kloigos.core.network;

import com.fasterxml.jackson.databind.JavaType;
import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.Changes;
import io.kloigos.core.database.Database;
import io.kloigos.core.database.SqlErrors;
import io.kloigos.core.database.Transaction;
import io.kloigos.core.event.EventService;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostService;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.core.json.Json;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.TaskHandler;
import io.kloigos.core.task.TaskRequest;
import io.kloigos.core.task.TaskService;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.apache.ibatis.exceptions.PersistenceException;
import org.jspecify.annotations.Nullable;

/** The networks of hosts. Every change is a task; the {@link Pending} result completes when it has ended. */
public final class NetworkService {
    private static final JavaType ACCEPTED = Json.type(Accepted.class);

    /** What is remembered of an accepted change. */
    record Accepted(String hostId, UUID networkId, UUID taskId) {}

    private final Database database;
    private final Changes changes;
    private final TaskService tasks;
    private final HostService hosts;
    private final Clock clock;
    private final List<TaskHandler<?>> handlers;

    public NetworkService(
            Database database,
            Changes changes,
            TaskService tasks,
            EventService events,
            HostService hosts,
            Clock clock) {
        this.database = database;
        this.changes = changes;
        this.tasks = tasks;
        this.hosts = hosts;
        this.clock = clock;
        this.handlers = List.of(
                new CreateNetwork(hosts, events), new ChangeNetwork(hosts, events), new DeleteNetwork(hosts, events));
    }

    public List<TaskHandler<?>> handlers() {
        return handlers;
    }

    /** Makes a network on a host. {@code CONFLICT} when its name is taken there, or some of its addresses are. */
    public Pending<HostNetwork> create(Caller caller, NetworkRequest request) {
        Host host = hosts.get(request.hostId());
        host.checkTakesNewWork();
        try {
            Accepted accepted = changes.make(
                    caller, CreateNetwork.TYPE, request, ACCEPTED, tx -> acceptNew(tx, caller, request, host));
            return tasks.await(accepted.taskId(), () -> get(accepted.networkId(), accepted.hostId()));
        } catch (PersistenceException e) {
            if (SqlErrors.isDuplicate(e, "network_name")) {
                throw nameTaken(request);
            }
            throw e;
        }
    }

    private Accepted acceptNew(Transaction tx, Caller caller, NetworkRequest request, Host host) {
        NetworkMapper networks = tx.mapper(NetworkMapper.class);
        String serves = request.mode().isServedByHost() ? request.cidr() : null;
        Overlaps.refuseAddress(host.hostId(), serves, host.address());
        for (HostNetwork other : networks.list(NetworkQuery.of(host.hostId(), null, null))) {
            if (other.name().equals(request.name())) {
                throw nameTaken(request);
            }
            Overlaps.refuse(host.hostId(), serves, other.name(), served(other));
            refuseSameVlan(request, other);
        }
        UUID id = caller.newId(List.of(networks.ownerId(), request));
        WantedNetwork wanted = request.wanted(id);
        VlanBridge vlan = vlanBridge(tx, host.hostId(), wanted);
        Instant createdAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        networks.insert(id, host.hostId(), request.name(), wanted, createdAt);
        CreateNetwork.Params params = new CreateNetwork.Params(
                host.hostId(),
                wanted.spec(id, request.name(), networks.ownerId().toString(), createdAt),
                serves,
                wanted.autostart(),
                vlan);
        String detail = "Make network " + request.name() + " on " + host.hostId();
        // two networks of a host are made one after the other, so that the second sees the first
        return submit(
                tx,
                caller,
                CreateNetwork.TYPE,
                host.hostId(),
                id,
                params,
                List.of(HostNetwork.lock(host.hostId(), id), "networks@" + host.hostId()),
                detail);
    }

    /** The kernel has each VLAN of an interface once. */
    private static void refuseSameVlan(NetworkRequest request, HostNetwork other) {
        WantedNetwork theirs = other.wanted();
        if (request.mode() == NetworkMode.BRIDGE
                && theirs != null
                && theirs.needsVlanBridge()
                && Objects.equals(theirs.vlanId(), request.vlanId())) {
            throw KloigosException.conflict("VLAN " + request.vlanId() + " is that of network " + other.name()
                    + " on host " + other.hostId() + " already: use that one.");
        }
    }

    /** {@code CONFLICT} when it needs one and none may be made. */
    private static @Nullable VlanBridge vlanBridge(Transaction tx, String hostId, WantedNetwork wanted) {
        VlanBridge vlan = wanted.vlanBridge(VlanUplinks.find(tx, hostId));
        if (wanted.needsVlanBridge() && vlan == null) {
            throw KloigosException.conflict("A VLAN on a Linux bridge takes root on host " + hostId
                    + ", which Kloigos may not be there. Allow it and name the interface (PUT /api/v1/hosts/" + hostId
                    + "/vlan-uplink), or make the bridge on the host and name it, without a vlan_id.");
        }
        return vlan;
    }

    private static @Nullable String served(HostNetwork network) {
        WantedNetwork wanted = network.wanted();
        Network observed = network.observed();
        if (wanted != null) {
            return wanted.mode().isServedByHost() ? wanted.cidr() : null;
        }
        return observed == null ? null : observed.cidr();
    }

    private static KloigosException nameTaken(NetworkRequest request) {
        return KloigosException.conflict("There is a network " + request.name() + " on host " + request.hostId()
                + " already. Choose another name.");
    }

    /** Changes a network of ours. {@code CONFLICT} when it is not, and while another task works on it. */
    public Pending<HostNetwork> change(Caller caller, UUID networkId, @Nullable String hostId, NetworkChange change) {
        record Request(UUID networkId, @Nullable String hostId, NetworkChange change) {}
        Accepted accepted =
                changes.make(caller, ChangeNetwork.TYPE, new Request(networkId, hostId, change), ACCEPTED, tx -> {
                    HostNetwork network = get(tx, networkId, hostId);
                    WantedNetwork before = requireWanted(network);
                    check(before.mode(), before.cidr(), change);
                    enter(tx, network, NetworkPhase.CHANGING);
                    WantedNetwork after = before.with(change);
                    tx.mapper(NetworkMapper.class).setWanted(networkId, after);
                    return submit(
                            tx,
                            caller,
                            ChangeNetwork.TYPE,
                            network.hostId(),
                            networkId,
                            new ChangeNetwork.Params(
                                    network.hostId(),
                                    networkId,
                                    network.name(),
                                    before,
                                    after,
                                    vlanBridge(tx, network.hostId(), before)),
                            List.of(HostNetwork.lock(network.hostId(), networkId)),
                            "Change network " + network.name() + " on " + network.hostId());
                });
        return tasks.await(accepted.taskId(), () -> get(accepted.networkId(), accepted.hostId()));
    }

    private static void check(NetworkMode mode, @Nullable String cidr, NetworkChange change) {
        new NetworkChecks()
                .dhcp(mode, cidr, change.dhcp())
                .dns(mode, change.dns())
                .done();
    }

    /** Removes a network of ours that no VM uses. {@code CONFLICT} when it is used, or not ours. */
    public Pending<HostNetwork> delete(Caller caller, UUID networkId, @Nullable String hostId) {
        record Request(UUID networkId, @Nullable String hostId) {}
        HostNetwork network = get(networkId, hostId);
        Accepted accepted = changes.make(caller, DeleteNetwork.TYPE, new Request(networkId, hostId), ACCEPTED, tx -> {
            WantedNetwork wanted = requireWanted(network);
            DeleteNetwork.refuseUsed(
                    network.name(), get(tx, networkId, network.hostId()).usedBy());
            enter(tx, network, NetworkPhase.DELETING);
            DeleteNetwork.Params params = new DeleteNetwork.Params(
                    network.hostId(),
                    networkId,
                    network.name(),
                    wanted.mode().isServedByHost() ? wanted.bridge() : null,
                    tx.mapper(NetworkMapper.class).ownerId().toString(),
                    vlanBridge(tx, network.hostId(), wanted));
            return submit(
                    tx,
                    caller,
                    DeleteNetwork.TYPE,
                    network.hostId(),
                    networkId,
                    params,
                    List.of(HostNetwork.lock(network.hostId(), networkId)),
                    "Delete network " + network.name() + " from " + network.hostId());
        });
        return tasks.await(accepted.taskId(), () -> network);
    }

    private static WantedNetwork requireWanted(HostNetwork network) {
        WantedNetwork wanted = network.wanted();
        if (wanted == null) {
            throw KloigosException.conflict("Network " + network.name() + " on " + network.hostId()
                    + " was not made by this Kloigos: change it with virsh there.");
        }
        return wanted;
    }

    private static void enter(Transaction tx, HostNetwork network, NetworkPhase phase) {
        if (tx.mapper(NetworkMapper.class).setPhase(network.networkId(), NetworkPhase.ACTIVE, phase) == 0) {
            throw KloigosException.conflict("Another task works on network " + network.name() + " on "
                    + network.hostId() + ". Wait for it to end.");
        }
    }

    private Accepted submit(
            Transaction tx,
            Caller caller,
            String type,
            String hostId,
            UUID networkId,
            Object params,
            List<String> locks,
            String detail) {
        TaskRequest request = new TaskRequest(type, HostNetwork.target(networkId), hostId, params, locks, detail);
        return new Accepted(hostId, networkId, tasks.submit(tx, caller, request));
    }

    /**
     * {@code NOT_FOUND} when there is no such network.
     *
     * @param hostId null when the id alone says which one is meant
     */
    public HostNetwork get(UUID networkId, @Nullable String hostId) {
        return database.transact(tx -> get(tx, networkId, hostId));
    }

    static HostNetwork get(Transaction tx, UUID networkId, @Nullable String hostId) {
        List<HostNetwork> found = tx.mapper(NetworkMapper.class).list(NetworkQuery.of(hostId, networkId, null));
        if (found.isEmpty()) {
            throw KloigosException.notFound(hostId == null ? "network" : "network on host " + hostId + ":", networkId);
        }
        if (found.size() > 1) {
            throw KloigosException.invalid("host_id", "is required: several hosts have a network of this id");
        }
        return found.get(0);
    }

    /** What networks are called on any host, the first in the order of the alphabet. */
    public List<String> names(int limit) {
        return database.transact(tx -> tx.mapper(NetworkMapper.class).names(limit));
    }

    /** The networks that the query selects, in the order of their hosts and names, as last observed. */
    public List<HostNetwork> list(NetworkQuery query) {
        return database.transact(tx -> tx.mapper(NetworkMapper.class).list(query));
    }
}
