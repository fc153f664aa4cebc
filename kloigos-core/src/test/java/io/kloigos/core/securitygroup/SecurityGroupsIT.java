package io.kloigos.core.securitygroup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.FilterRule.Direction;
import io.kloigos.core.hypervisor.FilterRule.Protocol;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Plan;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.nic.NicRequest;
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

/** Security groups on a host in memory, recorded in a real MariaDB. */
class SecurityGroupsIT {
    private static final Caller ANN = Caller.of("ann");
    private static final SecurityRule SSH = new SecurityRule(Direction.IN, Protocol.TCP, "22", null);

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
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
    }

    @AfterEach
    void close() {
        kloigos.close();
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

    private Vm vm(String name) throws Exception {
        return ended(kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1",
                                name,
                                1,
                                64,
                                "base.qcow2",
                                "default",
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                true)));
    }

    private SecurityGroup group(String name, SecurityRule... rules) {
        return kloigos.securityGroups().create(ANN, new GroupRequest(name, null, List.of(rules)));
    }

    private static String mac(Vm vm) {
        return vm.spec().nics().get(0).mac();
    }

    @Test
    void aVmIsInTheGroupsThatWereSetLast() throws Exception {
        Vm vm = vm("web-01");
        SecurityGroup ssh = group("ssh", SSH);
        SecurityGroup web = group("web", new SecurityRule(Direction.IN, Protocol.TCP, "80-81", "10.0.0.0/8"));
        assertThat(ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("web", "ssh", "web"))))
                .extracting(SecurityGroup::name)
                .containsExactly("ssh", "web");
        assertThat(host.filters().groupsBefore(vm.vmId(), mac(vm)))
                .containsExactlyInAnyOrder(ssh.groupId(), web.groupId());
        ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of(web.groupId().toString())));
        assertThat(host.filters().groupsBefore(vm.vmId(), mac(vm))).containsExactly(web.groupId());
        ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of()));
        assertThat(host.filters().groupsBefore(vm.vmId(), mac(vm))).isEmpty();
        ended(kloigos.securityGroups().delete(ANN, web.groupId()));
        assertThat(host.filters().hasGroup(web.groupId())).isFalse();
        assertThat(kloigos.securityGroups().list(null, 10)).containsExactly(ssh);
    }

    @Test
    void refusalsLeaveEverythingAsItWas() throws Exception {
        Vm vm = vm("web-01");
        SecurityGroup ssh = group("ssh", SSH);
        refused(ErrorCode.CONFLICT, () -> group("ssh", SSH));
        refused(ErrorCode.NOT_FOUND, () -> kloigos.securityGroups().set(ANN, vm.vmId(), List.of("ssh", "nowhere")));
        refused(ErrorCode.NOT_FOUND, () -> kloigos.securityGroups().set(ANN, UUID.randomUUID(), List.of("ssh")));
        assertThat(kloigos.securityGroups().ofVm(vm.vmId())).isEmpty();
        ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("ssh")));
        refused(ErrorCode.CONFLICT, () -> kloigos.securityGroups().delete(ANN, ssh.groupId()));
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        ended(kloigos.securityGroups().delete(ANN, ssh.groupId()));
    }

    @Test
    void aFailedChangeLeavesTheGroupsBeforeAndNoFilter() throws Exception {
        Vm vm = vm("web-01");
        SecurityGroup ssh = group("ssh", SSH);
        SecurityGroup web = group("web");
        ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("ssh")));
        // somebody takes the domain away behind our back, so that the guard cannot be put before its interface
        host.remove(vm.vmId());
        assertThat(failure(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("web"))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        assertThat(kloigos.securityGroups().ofVm(vm.vmId()))
                .extracting(SecurityGroup::groupId)
                .containsExactly(ssh.groupId());
        assertThat(host.filters().hasGroup(web.groupId())).isFalse();
        assertThat(host.filters().hasGroup(ssh.groupId())).isTrue();
    }

    @Test
    void anInterfaceThatComesLaterIsGuardedAtOnceAndItsGuardGoesWithIt() throws Exception {
        Vm vm = vm("web-01");
        SecurityGroup ssh = group("ssh", SSH);
        ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("ssh")));
        String mac = "52:54:00:00:00:09";
        NicRequest nic = new NicRequest("default", null, mac);
        Plan plan = kloigos.planner().plan(ANN, caller -> kloigos.nics().attach(caller, vm.vmId(), nic));
        assertThat(plan.steps()).extracting(step -> step.name()).startsWith("define-guards", "attach");
        ended(kloigos.nics().attach(ANN.withPlan(plan.hash()), vm.vmId(), nic));
        assertThat(host.filters().groupsBefore(vm.vmId(), mac)).containsExactly(ssh.groupId());
        ended(kloigos.nics().detach(ANN, vm.vmId(), mac));
        assertThat(host.filterLines()).hasSize(2);
    }

    @Test
    void changedRulesReachEveryHostThatHasVmsInTheGroup() throws Exception {
        Vm vm = vm("web-01");
        SecurityGroup ssh = group("ssh", SSH);
        ended(kloigos.securityGroups().set(ANN, vm.vmId(), List.of("ssh")));
        SecurityRule dns = new SecurityRule(Direction.OUT, Protocol.UDP, "53", null);
        SecurityGroup changed =
                ended(kloigos.securityGroups().change(ANN, ssh.groupId(), new GroupChange(null, List.of(SSH, dns))));
        assertThat(changed.rules()).containsExactly(SSH, dns);
        assertThat(host.filterLines().values())
                .anyMatch(line -> line.contains("firstPort=53"))
                .anyMatch(line -> line.contains("outIsOpen=false") && line.endsWith("stands\n"));
        host.goAway();
        kloigos.hosts().refresh("h1");
        assertThat(failure(kloigos.securityGroups().change(ANN, ssh.groupId(), new GroupChange(null, List.of(SSH)))))
                .isEqualTo(ErrorCode.HOST_UNREACHABLE);
        assertThat(kloigos.securityGroups().get(ssh.groupId())).isEqualTo(changed);
        SecurityGroup described =
                ended(kloigos.securityGroups().change(ANN, ssh.groupId(), new GroupChange("for people", null)));
        assertThat(described.description()).isEqualTo("for people");
        host.recover();
        kloigos.hosts().refresh("h1");
        refused(
                ErrorCode.NOT_FOUND,
                () -> kloigos.securityGroups().change(ANN, UUID.randomUUID(), new GroupChange(null, null)));
    }

    @Test
    void whatIsNoRuleIsRefusedByItsField() {
        for (String ports : List.of("0", "70000", "90-80", "22,23", "x")) {
            refused(ErrorCode.INVALID, () -> new SecurityRule(Direction.IN, Protocol.TCP, ports, null));
        }
        refused(ErrorCode.INVALID, () -> new SecurityRule(Direction.IN, Protocol.ICMP, "22", null));
        refused(ErrorCode.INVALID, () -> new SecurityRule(Direction.IN, Protocol.ALL, null, "10.0.0.1/8"));
        refused(ErrorCode.INVALID, () -> new GroupRequest("", null, List.of()));
    }
}
