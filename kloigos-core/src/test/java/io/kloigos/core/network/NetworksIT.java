package io.kloigos.core.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.Reservation;
import io.kloigos.core.hypervisor.VlanBridge;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Plan;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Networks and their addresses on a host in memory, recorded in a real MariaDB. */
class NetworksIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String MAC = "52:54:00:00:00:01";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "h1",
                                "h1",
                                "10.0.0.1",
                                22,
                                "kloigos",
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                null,
                                true,
                                List.of(),
                                null));
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private static NetworkRequest request(String name, String cidr) {
        return new NetworkRequest("h1", name, cidr, null, NetworkMode.NAT, null, null, null, List.of(), true);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private static ErrorCode failure(Pending<?> pending) {
        try {
            pending.result().orTimeout(20, TimeUnit.SECONDS).join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return ((KloigosException) e.getCause()).code();
        }
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private Vm vmOn(String network) throws Exception {
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        return ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1",
                                "web-01",
                                1,
                                64,
                                "base.qcow2",
                                network,
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                true)));
    }

    @Test
    void aNetworkIsMadeChangedAndDeleted() throws Exception {
        HostView before = host.look();
        HostNetwork made = ended(kloigos.networks().create(ANN, request("lan", "10.5.0.0/24")));
        Network there = host.networks().network(made.networkId()).orElseThrow();
        assertThat(there)
                .isEqualTo(new Network(
                        made.networkId().toString(),
                        "lan",
                        true,
                        made.bridge(),
                        "10.5.0.0/24",
                        new Network.Details(
                                "nat",
                                null,
                                true,
                                "10.5.0.1",
                                new DhcpRange("10.5.0.2", "10.5.0.254"),
                                null,
                                List.of(),
                                List.of(),
                                there.owner(),
                                null,
                                made.createdAt())));
        assertThat(made.observed()).isEqualTo(there);
        assertThat(made.phase()).isEqualTo(NetworkPhase.ACTIVE);

        DnsHost db = new DnsHost("10.5.0.9", List.of("db"));
        DhcpRange range = new DhcpRange("10.5.0.100", "10.5.0.200");
        HostNetwork changed = ended(kloigos.networks()
                .change(
                        ANN,
                        made.networkId(),
                        null,
                        new NetworkChange(false, new DhcpChoice(true, range), List.of(db))));
        assertThat(changed.observed().details())
                .isEqualTo(new Network.Details(
                        "nat",
                        null,
                        false,
                        "10.5.0.1",
                        range,
                        null,
                        List.of(db),
                        List.of(),
                        there.owner(),
                        null,
                        made.createdAt()));
        assertThat(changed.dhcp()).isEqualTo(range);

        ended(kloigos.networks().delete(ANN, made.networkId(), "h1"));
        assertThat(host.look()).isEqualTo(before);
        refused(ErrorCode.NOT_FOUND, () -> kloigos.networks().get(made.networkId(), null));
    }

    private static NetworkRequest vlan(String name, int id) {
        return new NetworkRequest("h1", name, null, id, NetworkMode.BRIDGE, null, null, null, List.of(), true);
    }

    @Test
    void aVlanBridgeIsMadeWhereTheOperatorAllowsItAndGoesWithItsNetwork() throws Exception {
        assertThatThrownBy(() -> kloigos.networks().create(ANN, vlan("vlan5", 5)))
                .hasMessageContaining("PUT /api/v1/hosts/h1/vlan-uplink");
        kloigos.vlanUplinks().allow(ANN, "h1", "eth1");
        host.refuseRoot("put this line into sudoers");
        assertThatThrownBy(() -> ended(kloigos.networks().create(ANN, vlan("vlan5", 5))))
                .hasMessageContaining("sudoers");
        assertThat(host.vlanBridges()).isEmpty();
        host.refuseRoot(null);
        HostNetwork made = ended(kloigos.networks().create(ANN, vlan("vlan5", 5)));
        VlanBridge bridge = new VlanBridge(made.bridge(), made.bridge().replace("klbr", "klvl"), "eth1", 5);
        assertThat(host.vlanBridges()).containsExactly(bridge);
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().create(ANN, vlan("other", 5)));
        refused(ErrorCode.CONFLICT, () -> kloigos.vlanUplinks().allow(ANN, "h1", null));
        // the host was restarted
        host.networks().removeVlanBridge(bridge);
        ended(kloigos.networks().change(ANN, made.networkId(), null, new NetworkChange(true, null, null)));
        assertThat(host.vlanBridges()).containsExactly(bridge);
        ended(kloigos.networks().delete(ANN, made.networkId(), null));
        assertThat(host.vlanBridges()).isEmpty();
        kloigos.vlanUplinks().allow(ANN, "h1", null);
        assertThat(kloigos.vlanUplinks().of("h1")).isEmpty();
    }

    @Test
    void takenNamesAndAddressesAreRefused() throws Exception {
        ended(kloigos.networks().create(ANN, request("lan", "10.5.0.0/24")));
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().create(ANN, request("lan", "10.6.0.0/24")));
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().create(ANN, request("wan", "10.5.0.128/25")));
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().create(ANN, request("wan", "192.168.0.0/16")));
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().create(ANN, request("wan", "10.0.0.0/24")));
        refused(
                ErrorCode.NOT_FOUND,
                () -> kloigos.networks()
                        .create(
                                ANN,
                                new NetworkRequest(
                                        "h9",
                                        "x",
                                        "10.9.0.0/24",
                                        null,
                                        NetworkMode.NAT,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        true)));
    }

    @Test
    void whatCannotBeIsRefusedByItsField() {
        refused(ErrorCode.INVALID, () -> request("lan", "10.5.0.1/24"));
        refused(ErrorCode.INVALID, () -> request("lan", "10.5.0.0/31"));
        refused(ErrorCode.INVALID, () -> request("a/b", "10.5.0.0/24"));
        assertThatThrownBy(() -> new NetworkRequest(
                        "h1", "lan", null, 10, NetworkMode.BRIDGE, "br0", null, null, List.of(), true))
                .hasMessageContaining("bridge must be left out with a vlan_id");
        assertThatThrownBy(() ->
                        new NetworkRequest("h1", "lan", null, null, NetworkMode.OVS, null, null, null, List.of(), true))
                .hasMessageContaining("bridge is required");
        assertThatThrownBy(() -> new NetworkRequest(
                        "h1",
                        "lan",
                        "10.5.0.0/24",
                        null,
                        NetworkMode.NAT,
                        null,
                        new DhcpChoice(true, new DhcpRange("10.5.0.1", "10.5.0.300")),
                        null,
                        List.of(),
                        true))
                .hasMessageContaining("dhcp.start must be")
                .hasMessageContaining("dhcp.end must be");
    }

    @Test
    void aNetworkThatCannotBeStartedLeavesNothing() {
        // somebody else's network with the same addresses, which nobody has looked at yet
        host.goSilent(true);
        host.addNetwork(new Network(UUID.randomUUID().toString(), "theirs", true, "virbr9", "10.7.0.0/24"));
        HostView before = host.look();
        assertThat(failure(kloigos.networks().create(ANN, request("lan", "10.7.0.0/24"))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(host.look()).isEqualTo(before);
        assertThat(kloigos.networks().list(new NetworkQuery("h1", null, "lan", null, null, 10)))
                .isEmpty();
    }

    @Test
    void aNetworkThatAVmUsesStays() throws Exception {
        HostNetwork made = ended(kloigos.networks().create(ANN, request("lan", "10.5.0.0/24")));
        Vm vm = vmOn("lan");
        assertThat(kloigos.networks().get(made.networkId(), null).usedBy())
                .containsExactly(vm.vmId().toString());
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().delete(ANN, made.networkId(), null));
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        ended(kloigos.networks().delete(ANN, made.networkId(), null));
    }

    @Test
    void somebodyElsesNetworkIsShownAndLeftAlone() {
        HostNetwork theirs = kloigos.networks()
                .list(new NetworkQuery("h1", null, null, null, null, 10))
                .get(0);
        assertThat(theirs.name()).isEqualTo("default");
        assertThat(theirs.cidr()).isEqualTo("192.168.122.0/24");
        assertThat(theirs.wanted()).isNull();
        refused(ErrorCode.CONFLICT, () -> kloigos.networks().delete(ANN, theirs.networkId(), null));
        refused(
                ErrorCode.CONFLICT,
                () -> kloigos.networks().change(ANN, theirs.networkId(), null, new NetworkChange(false, null, null)));
    }

    @Test
    void anAddressIsKeptForAnInterfaceUntilItIsReleased() throws Exception {
        HostNetwork lan = ended(kloigos.networks().create(ANN, request("lan", "10.5.0.0/24")));
        UUID id = lan.networkId();
        ReservedAddress first =
                ended(kloigos.reservations().reserve(ANN, new AddressRequest(id, "h1", MAC, null, "web", null)));
        assertThat(first.address()).isEqualTo("10.5.0.2");
        assertThat(host.networks().network(id).orElseThrow().reservations())
                .containsExactly(new Reservation(MAC, "10.5.0.2", "web"));
        assertThat(ended(kloigos.reservations().reserve(ANN, new AddressRequest(id, null, MAC, null, null, null))))
                .isEqualTo(first);
        String other = "52:54:00:00:00:02";
        refused(
                ErrorCode.CONFLICT,
                () -> kloigos.reservations().reserve(ANN, new AddressRequest(id, null, other, "10.5.0.2", null, null)));
        refused(
                ErrorCode.CONFLICT,
                () -> kloigos.reservations().reserve(ANN, new AddressRequest(id, null, MAC, "10.5.0.3", null, null)));
        for (String never : List.of("10.5.0.0", "10.5.0.1", "10.5.0.255", "10.6.0.7")) {
            refused(
                    ErrorCode.INVALID,
                    () -> kloigos.reservations().reserve(ANN, new AddressRequest(id, null, other, never, null, null)));
        }
        assertThat(kloigos.reservations().list(id, null)).containsExactly(first);

        ended(kloigos.reservations().release(ANN, id, null, MAC));
        assertThat(host.networks().network(id).orElseThrow().reservations()).isEmpty();
        assertThat(kloigos.reservations().list(id, null)).isEmpty();
        refused(ErrorCode.NOT_FOUND, () -> kloigos.reservations().release(ANN, id, null, MAC));
    }

    @Test
    void anAddressIsKeptForAVmByItsOwnInterface() throws Exception {
        HostNetwork lan = ended(kloigos.networks().create(ANN, request("lan", "10.5.0.0/24")));
        Vm vm = vmOn("lan");
        ReservedAddress kept = ended(kloigos.reservations()
                .reserve(ANN, new AddressRequest(lan.networkId(), null, null, "10.5.0.77", "web", vm.vmId())));
        assertThat(kept.mac()).isEqualTo(vm.spec().nics().get(0).mac());
        UUID unknown = UUID.randomUUID();
        refused(
                ErrorCode.CONFLICT,
                () -> kloigos.reservations()
                        .reserve(ANN, new AddressRequest(lan.networkId(), null, null, null, null, unknown)));
    }

    @Test
    void anAddressThatTheHostWillNotKeepIsForgotten() throws Exception {
        HostNetwork lan = ended(kloigos.networks().create(ANN, request("lan", "10.5.0.0/24")));
        host.networks().reserve(lan.networkId(), new Reservation("52:54:00:00:00:99", "10.5.0.50", null));
        assertThat(failure(kloigos.reservations()
                        .reserve(ANN, new AddressRequest(lan.networkId(), null, MAC, "10.5.0.50", null, null))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(kloigos.reservations().list(lan.networkId(), null)).isEmpty();
    }

    @Test
    void aDryRunTellsTheStepsAndChangesNothing() {
        HostView before = host.look();
        Plan plan =
                kloigos.planner().plan(ANN, caller -> kloigos.networks().create(caller, request("lan", "10.5.0.0/24")));
        assertThat(plan.steps())
                .extracting(Plan.PlannedStep::name)
                .containsExactly("define", "start", "autostart", "observe");
        assertThat(plan.steps().get(0).commands()).hasSize(1);
        assertThat(host.look()).isEqualTo(before);
        assertThat(kloigos.networks().list(new NetworkQuery(null, null, "lan", null, null, 10)))
                .isEmpty();
    }
}
