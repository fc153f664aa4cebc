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
import io.kloigos.core.hypervisor.FilterRule.Direction;
import io.kloigos.core.hypervisor.FilterRule.Protocol;
import io.kloigos.core.hypervisor.PlannedCommand;
import io.kloigos.core.image.Image;
import io.kloigos.core.securitygroup.GroupChange;
import io.kloigos.core.securitygroup.GroupRequest;
import io.kloigos.core.securitygroup.SecurityGroup;
import io.kloigos.core.securitygroup.SecurityRule;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Plan;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.nic.NicRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Security groups on a real KVM host: what it filters, and which packets a neighbour of the guest gets through. */
class SecurityGroupLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    private static final SecurityRule PING = new SecurityRule(Direction.IN, Protocol.ICMP, null, null);

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private Kloigos kloigos;
    private String before;

    @BeforeEach
    void open() throws Exception {
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
        ended(kloigos.images().load(ANN, "kvm1", "guard-test", "1", lab.guestImage()));
    }

    @AfterEach
    void close() throws Exception {
        lab.root(0, "ip link del kl-peer 2>/dev/null || true");
        for (Vm vm : kloigos.vms().list(VmQuery.onHost("kvm1"))) {
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        }
        for (SecurityGroup group : kloigos.securityGroups().list(null, 100)) {
            ended(kloigos.securityGroups().delete(ANN, group.groupId()));
        }
        for (Image image : kloigos.images().list()) {
            virsh("vol-delete --pool default " + image.volume());
        }
        kloigos.close();
        assertThat(everything()).isEqualTo(before);
    }

    private String everything() {
        return virsh("nwfilter-list")
                + virsh("nwfilter-binding-list")
                + virsh("list --all")
                + virsh("vol-list default")
                + lab.root(0, "ebtables -t nat -L | grep -c vnet || true");
    }

    private String virsh(String command) {
        return lab.ssh(0, VIRSH + command);
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    private Vm provision(boolean start) throws Exception {
        return ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "kvm1",
                                "guarded",
                                1,
                                128,
                                "guard-test",
                                "default",
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                start)));
    }

    private SecurityGroup group(String name, SecurityRule... rules) {
        return kloigos.securityGroups().create(ANN, new GroupRequest(name, null, List.of(rules)));
    }

    /** A machine beside the guest, on the same bridge: a network namespace that lives as long as a sleep in it. */
    private long neighbour() {
        String pid = lab.root(0, """
                unshare -n sleep 300 >/dev/null 2>&1 & pid=$!
                ip link add kl-peer type veth peer name eth9
                until ip link set eth9 netns $pid 2>/dev/null; do sleep 0.05; done
                ip link set kl-peer master virbr0 up
                nsenter -t $pid -n ip link set eth9 up
                nsenter -t $pid -n ip addr add 192.168.122.250/24 dev eth9
                echo $pid""");
        return Long.parseLong(pid.strip().lines().reduce((a, b) -> b).orElseThrow());
    }

    private boolean connects(long neighbour, String address, int port) {
        return lab.root(
                        0,
                        "nsenter -t " + neighbour + " -n timeout 2 bash -c 'exec 3<>/dev/tcp/" + address + "/" + port
                                + "' 2>/dev/null && echo yes || echo no")
                .strip()
                .equals("yes");
    }

    @Test
    void aNeighbourReachesWhatTheGroupsAllowAndNothingElse() throws Exception {
        Vm vm = provision(true);
        await().atMost(Duration.ofSeconds(90))
                .untilAsserted(() ->
                        assertThat(kloigos.vms().look(vm.vmId()).addresses()).isNotEmpty());
        String address = kloigos.vms().get(vm.vmId()).addresses().get(0);
        long neighbour = neighbour();
        try {
            await().atMost(Duration.ofSeconds(60)).until(() -> connects(neighbour, address, 22));
            SecurityGroup web = group("web", new SecurityRule(Direction.IN, Protocol.TCP, "80", null), PING);
            ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("web")));
            assertThat(connects(neighbour, address, 22)).isFalse();

            SecurityGroup ssh = group("ssh", new SecurityRule(Direction.IN, Protocol.TCP, "22", "192.168.122.0/24"));
            ended(kloigos.securityGroups()
                    .set(ANN, vm.vmId(), List.of("web", ssh.groupId().toString())));
            assertThat(connects(neighbour, address, 22)).isTrue();
            assertThat(kloigos.securityGroups().get(web.groupId()).vms())
                    .containsExactly(vm.vmId().toString());
            String mac = "52:54:00:72:00:01";
            ended(kloigos.nics().attach(ANN, vm.vmId(), new NicRequest("default", null, mac)));
            String guard = "<filterref filter='kloigos-nic-" + vm.vmId() + "-525400720001'/>";
            assertThat(virsh("dumpxml " + vm.vmId())).contains(mac, guard);
            assertThat(virsh("dumpxml --inactive " + vm.vmId())).contains(mac, guard);
            ended(kloigos.securityGroups().change(ANN, ssh.groupId(), new GroupChange(null, List.of(PING))));
            assertThat(connects(neighbour, address, 22)).isFalse();
            ended(kloigos.securityGroups().change(ANN, ssh.groupId(), new GroupChange(null, ssh.rules())));
            assertThat(connects(neighbour, address, 22)).isTrue();
            ended(kloigos.nics().detach(ANN, vm.vmId(), mac));
            assertThat(virsh("dumpxml " + vm.vmId())).doesNotContain(mac);
            assertThat(virsh("nwfilter-list")).doesNotContain("525400720001");
            assertThatThrownBy(() -> kloigos.securityGroups().delete(ANN, web.groupId()))
                    .isInstanceOfSatisfying(
                            KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));

            ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of()));
            assertThat(connects(neighbour, address, 22)).isTrue();
            assertThat(virsh("dumpxml " + vm.vmId())).doesNotContain("filterref");
        } finally {
            lab.root(0, "kill " + neighbour);
        }
    }

    @Test
    void theFiltersOfAStoppedVmAreThoseOfThePlanAndGoWithIt() throws Exception {
        Vm vm = provision(false);
        String mac = vm.spec().nics().get(0).mac();
        SecurityGroup web = group(
                "web",
                new SecurityRule(Direction.IN, Protocol.TCP, "8000-8100", "10.0.0.0/8"),
                new SecurityRule(Direction.OUT, Protocol.UDP, "53", null));
        Plan plan =
                kloigos.planner().plan(ANN, caller -> kloigos.securityGroups().set(caller, vm.vmId(), List.of("web")));
        assertThat(plan.steps().stream()
                        .flatMap(step -> step.commands().stream())
                        .map(each -> each.command())
                        .map(PlannedCommand::command))
                .containsExactly(
                        "virsh -c qemu:///system nwfilter-define --file /dev/stdin",
                        "virsh -c qemu:///system nwfilter-define --file /dev/stdin",
                        "virsh -c qemu:///system update-device --domain " + vm.vmId() + " --file /dev/stdin --config");
        ended(kloigos.securityGroups().set(ANN.withPlan(plan.hash()), vm.vmId(), List.of("web")));

        String guard = "kloigos-nic-" + vm.vmId() + "-" + mac.replace(":", "");
        assertThat(virsh("dumpxml " + vm.vmId())).contains("<filterref filter='" + guard + "'/>");
        assertThat(virsh("nwfilter-dumpxml kloigos-group-" + web.groupId()))
                .isEqualToIgnoringNewLines("""
                <filter name='kloigos-group-%1$s' chain='root'>
                  <uuid>%1$s</uuid>
                  <rule action='accept' direction='in' priority='500'>
                    <tcp srcipaddr='10.0.0.0' srcipmask='8' dstportstart='8000' dstportend='8100'/>
                  </rule>
                  <rule action='accept' direction='out' priority='500'>
                    <udp dstportstart='53' dstportend='53'/>
                  </rule>
                  <rule action='accept' direction='out' priority='500'>
                    <udp-ipv6 dstportstart='53' dstportend='53'/>
                  </rule>
                </filter>
                """.formatted(web.groupId()));
        assertThat(virsh("nwfilter-dumpxml " + guard))
                .contains("<mac match='no' srcmacaddr='$MAC'/>", "<filterref filter='kloigos-group-" + web.groupId())
                .doesNotContain("priority='700'");
        Plan back =
                kloigos.planner().plan(ANN, caller -> kloigos.securityGroups().set(caller, vm.vmId(), List.of()));
        assertThat(back.steps()).hasSize(1);
        assertThat(back.steps().get(0).commands()).hasSize(2);

        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        assertThat(virsh("nwfilter-list")).doesNotContain(guard);
        UUID id = web.groupId();
        ended(kloigos.securityGroups().delete(ANN, id));
        assertThat(virsh("nwfilter-list")).doesNotContain(id.toString());
    }
}
