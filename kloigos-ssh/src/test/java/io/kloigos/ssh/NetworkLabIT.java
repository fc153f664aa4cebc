package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.DhcpRange;
import io.kloigos.core.hypervisor.DnsHost;
import io.kloigos.core.hypervisor.Lease;
import io.kloigos.core.hypervisor.NetworkMode;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.image.Image;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.DhcpChoice;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkChange;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.NetworkRequest;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Plan;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmService;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Networks and kept addresses on a real KVM host. */
class NetworkLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    /** A switch that needs nothing of the kernel. */
    private static final String OPEN_VSWITCH = """
            set -e; mkdir -p /run/openvswitch /etc/openvswitch; rm -f /etc/openvswitch/conf.db
            ovsdb-tool create /etc/openvswitch/conf.db /usr/share/openvswitch/vswitch.ovsschema
            ovsdb-server --remote=punix:/run/openvswitch/db.sock --detach --pidfile --log-file=/dev/null
            ovs-vsctl --no-wait init
            ovs-vswitchd --detach --pidfile --log-file=/dev/null
            ovs-vsctl --timeout=10 add-br ovsbr0 -- set bridge ovsbr0 datapath_type=netdev
            """;

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private Kloigos kloigos;
    private String before;

    @BeforeEach
    void open() {
        DatabaseConfig.Server database = mariaDb.database();
        kloigos = Kloigos.open(
                KloigosConfig.server(database.url(), database.user(), database.password()),
                new SshHypervisors(lab.config()));
        before = everything();
        Lab.Host host = lab.hosts().get(0);
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "kvm1",
                                "kvm1",
                                host.address(),
                                host.port(),
                                lab.user(),
                                HostRegistration.SYSTEM_URI,
                                0,
                                0,
                                host.hostKey(),
                                false,
                                List.of(),
                                null));
    }

    @AfterEach
    void close() throws Exception {
        for (Vm vm : kloigos.vms().list(VmQuery.onHost("kvm1"))) {
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        }
        for (HostNetwork network : kloigos.networks().list(new NetworkQuery("kvm1", null, null, null, null, 100))) {
            if (network.wanted() != null) {
                ended(kloigos.networks().delete(ANN, network.networkId(), null));
            }
        }
        for (Image image : kloigos.images().list()) {
            virsh("vol-delete --pool default " + image.volume());
        }
        kloigos.close();
        assertThat(everything()).isEqualTo(before);
    }

    private String everything() {
        return virsh("net-list --all")
                + virsh("net-dumpxml default")
                + virsh("list --all")
                + virsh("vol-list default")
                + lab.root(0, "ip -o link | cut -d: -f2 | grep -v vnet; ls /var/lib/libvirt/dnsmasq | grep -v status");
    }

    private String virsh(String command) {
        return lab.ssh(0, VIRSH + command);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    private static ErrorCode failure(Pending<?> pending) {
        try {
            pending.result().orTimeout(60, TimeUnit.SECONDS).join();
            throw new AssertionError("did not fail");
        } catch (CompletionException e) {
            return ((KloigosException) e.getCause()).code();
        }
    }

    private static NetworkRequest request(String name, String cidr, NetworkMode mode) {
        return new NetworkRequest(
                "kvm1",
                name,
                cidr,
                null,
                mode,
                null,
                null,
                "lan.example",
                List.of(new DnsHost("10.205.0.9", List.of("db"))),
                true);
    }

    @Test
    void aNetworkIsMadeAsPlannedChangedAndRemoved() throws Exception {
        NetworkRequest request = request("kl-lan", "10.205.0.0/24", NetworkMode.NAT);
        Plan plan = kloigos.planner().plan(ANN, caller -> kloigos.networks().create(caller, request));
        HostNetwork made = ended(kloigos.networks().create(ANN.withPlan(plan.hash()), request));
        String id = made.networkId().toString();
        assertThat(plan.steps().stream()
                        .flatMap(step -> step.commands().stream())
                        .map(each -> each.command())
                        .map(PlannedCommand::command))
                .containsExactly(
                        "virsh -c qemu:///system net-define --file /dev/stdin",
                        "virsh -c qemu:///system net-start --network " + id,
                        "virsh -c qemu:///system net-autostart --network " + id);
        assertThat(virsh("net-list --name --autostart").lines()).contains("kl-lan", "default");
        assertThat(virsh("net-dumpxml kl-lan").replaceAll("<mac address='[^']*'/>", "<mac/>"))
                .isEqualToIgnoringNewLines("""
                        <network>
                          <name>kl-lan</name>
                          <uuid>%s</uuid>
                          <metadata>
                            <kloigos:stamp xmlns:kloigos="https://kloigos.io/libvirt/1" owner="%s" generation="1" created="%s"/>
                          </metadata>
                          <forward mode='nat'>
                            <nat>
                              <port start='1024' end='65535'/>
                            </nat>
                          </forward>
                          <bridge name='%s' stp='off' delay='0'/>
                          <mac/>
                          <domain name='lan.example' localOnly='yes'/>
                          <dns>
                            <host ip='10.205.0.9'>
                              <hostname>db</hostname>
                            </host>
                          </dns>
                          <ip address='10.205.0.1' prefix='24'>
                            <dhcp>
                              <range start='10.205.0.2' end='10.205.0.254'/>
                            </dhcp>
                          </ip>
                        </network>
                        """.formatted(id, made.observed().owner(), made.createdAt(), made.bridge()));

        DhcpRange range = new DhcpRange("10.205.0.100", "10.205.0.200");
        DnsHost www = new DnsHost("10.205.0.10", List.of("www", "web"));
        HostNetwork changed = ended(kloigos.networks()
                .change(
                        ANN,
                        made.networkId(),
                        null,
                        new NetworkChange(false, new DhcpChoice(true, range), List.of(www))));
        assertThat(changed.observed().details().dhcp()).isEqualTo(range);
        for (String dump : List.of("net-dumpxml kl-lan", "net-dumpxml --inactive kl-lan")) {
            assertThat(virsh(dump))
                    .contains("<range start='10.205.0.100' end='10.205.0.200'/>", "<hostname>web</hostname>")
                    .doesNotContain("<hostname>db</hostname>", "10.205.0.254");
        }
        assertThat(virsh("net-list --name --autostart")).doesNotContain("kl-lan");

        ended(kloigos.networks().delete(ANN, made.networkId(), "kvm1"));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void addressesThatTheHostHasElsewhereAreRefusedAndNothingStays() {
        String subnet = lab.subnet() + ".0/25";
        assertThatThrownBy(() -> kloigos.networks().create(ANN, request("kl-lan", subnet, NetworkMode.NAT)))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThatThrownBy(() ->
                        kloigos.networks().create(ANN, request("kl-lan", "192.168.122.128/25", NetworkMode.ROUTE)))
                .hasMessageContaining("overlaps with 192.168.122.0/24 of network default");
        lab.root(0, "ip addr add 10.206.0.1/24 dev eth0");
        try {
            assertThat(failure(
                            kloigos.networks().create(ANN, request("kl-lan", "10.206.0.0/24", NetworkMode.ISOLATED))))
                    .isEqualTo(ErrorCode.CONFLICT);
        } finally {
            lab.root(0, "ip addr del 10.206.0.1/24 dev eth0");
        }
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aNetworkOnAnOpenVSwitchBridgeTagsItsGuests() throws Exception {
        HostNetwork made = ended(kloigos.networks()
                .create(
                        ANN,
                        new NetworkRequest(
                                "kvm1", "kl-vlan", null, 10, NetworkMode.OVS, "ovsbr0", null, null, List.of(), false)));
        assertThat(made.observed().details().mode()).isEqualTo("ovs");
        assertThat(made.observed().details().vlanId()).isEqualTo(10);
        assertThat(virsh("net-dumpxml kl-vlan"))
                .contains(
                        "<forward mode='bridge'/>",
                        "<bridge name='ovsbr0'/>",
                        "<virtualport type='openvswitch'/>",
                        "<portgroup name='vlan10' default='yes'>",
                        "<tag id='10'/>");
        lab.root(0, OPEN_VSWITCH);
        try {
            Vm vm = ended(kloigos.vms()
                    .provision(
                            ANN,
                            new VmRequest(
                                    "kvm1", "tagged", 1, 64, null, "kl-vlan", 1, List.of(), null, Map.of(), null,
                                    true)));
            String port = virsh("domiflist " + vm.vmId() + " | awk '/kl-vlan/ {print $1}'")
                    .strip();
            assertThat(lab.root(0, "ovs-vsctl get port " + port + " tag").strip())
                    .isEqualTo("10");
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
            assertThat(lab.root(0, "ovs-vsctl list-ports ovsbr0")).isEmpty();
        } finally {
            lab.root(0, "ovs-vsctl del-br ovsbr0; kill $(cat /run/openvswitch/*.pid); rm -rf /etc/openvswitch/conf.db");
            await().until(() -> !lab.root(0, "ip -o link").contains("ovs-netdev"));
        }
    }

    @Test
    void aGuestGetsTheAddressThatIsKeptForItAndItsNetworkStaysMeanwhile() throws Exception {
        HostNetwork lan = ended(kloigos.networks().create(ANN, request("kl-lan", "10.205.0.0/24", NetworkMode.NAT)));
        ended(kloigos.images().load(ANN, "kvm1", "network-test", "1", lab.guestImage()));
        Vm vm = ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "kvm1",
                                "net-guest",
                                1,
                                128,
                                "network-test",
                                "kl-lan",
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                false)));
        UUID id = lan.networkId();
        ReservedAddress kept = ended(kloigos.reservations()
                .reserve(ANN, new AddressRequest(id, null, null, "10.205.0.77", "guest", vm.vmId())));
        String entry = "<host mac='%s' name='guest' ip='10.205.0.77'/>".formatted(kept.mac());
        assertThat(virsh("net-dumpxml kl-lan")).contains(entry);
        assertThat(virsh("net-dumpxml --inactive kl-lan")).contains(entry);

        ended(kloigos.vms().act(ANN, vm.vmId(), VmAction.START, VmService.STOP_DEADLINE));
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() ->
                        assertThat(kloigos.vms().look(vm.vmId()).addresses()).containsExactly("10.205.0.77"));
        assertThat(kloigos.reservations().leases(id, null))
                .extracting(Lease::mac, Lease::address)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(kept.mac(), "10.205.0.77"));
        assertThat(kloigos.networks().get(id, null).usedBy())
                .containsExactly(vm.vmId().toString());
        assertThatThrownBy(() -> kloigos.networks().delete(ANN, id, null))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

        ended(kloigos.reservations().release(ANN, id, null, kept.mac()));
        assertThat(virsh("net-dumpxml --inactive kl-lan")).doesNotContain("<host mac=");
    }
}
