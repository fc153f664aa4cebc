package io.kloigos.ssh;

import static io.kloigos.ssh.LabEngine.ANN;
import static io.kloigos.ssh.LabEngine.ended;
import static io.kloigos.ssh.LabEngine.failure;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Kloigos;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.FilterRule.Direction;
import io.kloigos.core.hypervisor.FilterRule.Protocol;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.runbook.RunRequest;
import io.kloigos.core.securitygroup.GroupRequest;
import io.kloigos.core.securitygroup.SecurityGroup;
import io.kloigos.core.securitygroup.SecurityRule;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmService;
import io.kloigos.core.vm.migration.MigrationRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A guest moves between two real hosts with its disks, running and stopped. */
class MigrationLabIT {
    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private LabEngine engine;
    private Kloigos kloigos;
    private UUID vmId;

    @BeforeEach
    void open() throws Exception {
        engine = new LabEngine(mariaDb.database(), 2);
        kloigos = engine.kloigos;
        vmId = engine.runningVm("moves-01").vmId();
    }

    @AfterEach
    void close() throws Exception {
        engine.close();
    }

    private static MigrationRequest to(String host) {
        return new MigrationRequest(host, null, null);
    }

    private void assertOn(int host) {
        assertThat(engine.inventory(host)).contains(vmId.toString());
        assertThat(engine.inventory(1 - host)).doesNotContain(vmId.toString());
        assertThat(engine.isInStep(vmId)).isTrue();
    }

    /** What stands in the way is said, and nothing moves. */
    private void assertRefusals() {
        assertThatThrownBy(() -> kloigos.migrations().migrate(ANN, vmId, to("kvm1")))
                .hasMessageContaining("is on kvm1 already");
        assertThat(failure(kloigos.migrations().migrate(ANN, vmId, new MigrationRequest("kvm2", false, null))))
                .hasMessageContaining("stop it first");
        assertThat(failure(kloigos.migrations().migrate(ANN, vmId, new MigrationRequest("kvm2", true, false))))
                .hasMessageContaining("which host kvm2 has not");
        engine.virsh(0, "snapshot-create-as " + vmId + " by-hand");
        assertThat(failure(kloigos.migrations().migrate(ANN, vmId, to("kvm2"))))
                .hasMessageContaining("delete them first");
        engine.virsh(0, "snapshot-delete " + vmId + " by-hand");
        assertOn(0);
    }

    @Test
    void itMovesWithItsDisksRunningAndStopped() throws Exception {
        assertRefusals();
        assertThat(kloigos.planner()
                        .plan(ANN, caller -> kloigos.migrations().migrate(caller, vmId, to("kvm2")))
                        .toString())
                .contains("migrate --live --persistent --undefinesource", "vol-create", "--copy-storage-inc");
        assertOn(0);

        SecurityGroup ping = guard();
        String address = keptAddress();
        Vm there = ended(kloigos.migrations().migrate(ANN, vmId, to("kvm2")));
        assertThat(there.hostId()).isEqualTo("kvm2");
        assertThat(there.powerState()).isEqualTo(PowerState.RUNNING);
        assertOn(1);
        assertGuardedOn(1);
        assertThat(engine.virsh(1, "net-dumpxml --inactive default")).contains(address);
        assertThat(engine.virsh(0, "net-dumpxml --inactive default")).doesNotContain(address);

        ended(kloigos.vms().act(ANN, vmId, VmAction.FORCE_STOP, VmService.STOP_DEADLINE));
        Vm back = ended(kloigos.migrations().migrate(ANN, vmId, to("kvm1")));
        assertThat(back.hostId()).isEqualTo("kvm1");
        assertThat(back.powerState()).isEqualTo(PowerState.STOPPED);
        assertOn(0);
        assertGuardedOn(0);
        assertThat(engine.virsh(0, "net-dumpxml --inactive default")).contains(address);
        assertThat(engine.virsh(1, "net-dumpxml --inactive default")).doesNotContain(address);
        assertThat(ended(kloigos.vms().act(ANN, vmId, VmAction.START, VmService.STOP_DEADLINE))
                        .powerState())
                .isEqualTo(PowerState.RUNNING);
        ended(kloigos.securityGroups().set(ANN, vmId, List.of()));
        ended(kloigos.securityGroups().delete(ANN, ping.groupId()));
        assertThat(engine.virsh(0, "nwfilter-list") + engine.virsh(1, "nwfilter-list"))
                .doesNotContain("kloigos");
    }

    /** The entry of an address that the default network keeps for it. */
    private String keptAddress() throws Exception {
        UUID network = kloigos.networks().list(new NetworkQuery("kvm1", null, "default", null, null, 10)).stream()
                .map(HostNetwork::networkId)
                .findFirst()
                .orElseThrow();
        ReservedAddress kept =
                ended(kloigos.reservations().reserve(ANN, new AddressRequest(network, "kvm1", null, null, null, vmId)));
        String entry = "<host mac='%s' ip='%s'/>".formatted(kept.mac(), kept.address());
        assertThat(engine.virsh(0, "net-dumpxml --inactive default")).contains(entry);
        return entry;
    }

    @Test
    void aHostIsEmptiedWhileItsGuestsRunAndWhatCannotMoveIsNamed() throws Exception {
        UUID second = engine.startedVm("moves-02").vmId();
        UUID stays = engine.startedVm("stays-01").vmId();
        engine.virsh(0, "snapshot-create-as " + stays + " by-hand");
        RunRequest drain = new RunRequest("kvm1", null, Map.of("parallel", "2"));
        assertThat(failure(kloigos.runbooks().execute(ANN, "node-drain", drain)))
                .hasMessageContaining("moves-01 to kvm2")
                .hasMessageContaining("moves-02 to kvm2")
                .hasMessageContaining("These stay: stays-01 (kvm2: ")
                .hasMessageContaining("delete them first");
        assertThat(running(0)).containsExactly(stays.toString());
        assertThat(running(1)).containsExactlyInAnyOrder(vmId.toString(), second.toString());

        engine.virsh(0, "snapshot-delete " + stays + " by-hand");
        ended(kloigos.runbooks().execute(ANN, "node-drain", drain));
        assertThat(engine.virsh(0, "list --all --uuid")).isBlank();
        assertThat(running(1)).containsExactlyInAnyOrder(vmId.toString(), second.toString(), stays.toString());
        assertThat(kloigos.events().list(EventQuery.newest(1000)))
                .filteredOn(event -> event.type().equals("vm.state_changed"))
                .extracting(Event::message)
                .noneMatch(message -> message.contains(" is stopped"));
        assertThat(kloigos.hosts().get("kvm1").status()).isEqualTo(HostStatus.DRAINING);
        ended(kloigos.runbooks().execute(ANN, "node-ready", new RunRequest("kvm1", null, Map.of())));
        assertThat(kloigos.hosts().get("kvm1").status()).isEqualTo(HostStatus.READY);
    }

    private List<String> running(int host) {
        return engine.virsh(host, "list --state-running --uuid")
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** One that takes so long that something can happen to it. */
    private Pending<Vm> slowMove() {
        engine.virsh(0, "migrate-setspeed " + vmId + " 1");
        Pending<Vm> move = kloigos.migrations().migrate(ANN, vmId, to("kvm2"));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> kloigos.tasks().get(move.taskId()).steps().stream()
                        .anyMatch(step -> step.name().equals("migrate") && step.progress() != null));
        return move;
    }

    private void assertStayed(Task ended, TaskStatus status) {
        assertThat(ended.status()).as(ended.error()).isEqualTo(status);
        assertOn(0);
        assertThat(kloigos.vms().get(vmId).powerState()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void aMoveThatIsCalledOffOrCutLeavesItWhereItWas() throws Exception {
        Pending<Vm> calledOff = slowMove();
        kloigos.taskControl().cancel(ANN, calledOff.taskId(), null);
        assertStayed(kloigos.tasks().completion(calledOff.taskId()).get(60, TimeUnit.SECONDS), TaskStatus.CANCELLED);

        Pending<Vm> cut = slowMove();
        Lab.running().root(0, "pkill -9 -f '[v]irsh.* migrate '");
        assertStayed(kloigos.tasks().completion(cut.taskId()).get(60, TimeUnit.SECONDS), TaskStatus.FAILED);
    }

    private SecurityGroup guard() throws Exception {
        SecurityGroup ping = kloigos.securityGroups()
                .create(
                        ANN,
                        new GroupRequest(
                                "ping", null, List.of(new SecurityRule(Direction.IN, Protocol.ICMP, null, null))));
        ended(kloigos.securityGroups().set(ANN, vmId, List.of("ping")));
        return ping;
    }

    private void assertGuardedOn(int host) {
        assertThat(engine.virsh(host, "nwfilter-list")).contains("kloigos-nic-");
        assertThat(engine.virsh(1 - host, "nwfilter-list")).doesNotContain("kloigos-nic-");
        assertThat(engine.virsh(host, "dumpxml --inactive " + vmId)).contains("<filterref");
    }
}
