package io.kloigos.core.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.server.HostPool.Per;
import io.kloigos.core.task.Pending;
import io.kloigos.core.vm.NicRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.placement.PlacementRule;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Hosts in the pool, and the VMs that are kept on their NUMA nodes, on a host in memory with two nodes. */
class HostPoolIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), WatchSettings.defaults()), hypervisors);
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "srv3",
                                "srv3",
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

    private static VmRequest request(String hostId, String name, Integer node, String network) {
        return new VmRequest(
                hostId,
                name,
                1,
                64,
                "base.qcow2",
                null,
                null,
                List.of(),
                List.of(NicRequest.on(network)),
                List.of(),
                null,
                Map.of(),
                Map.of(),
                null,
                node,
                Hardware.ANY,
                false,
                true,
                PlacementRule.SPREAD);
    }

    private Vm provision(String name, Integer node) throws Exception {
        return ended(kloigos.vms().provision(ANN, request("srv3", name, node, "default")));
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private static void refused(ErrorCode code, String words, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private void assertServers(org.assertj.core.groups.Tuple... servers) {
        assertThat(kloigos.servers().list(ServerQuery.all()))
                .extracting(Server::hostname, Server::numaNode, Server::status, Server::serviceName)
                .containsExactly(servers);
    }

    @Test
    void eachNodeOfAHostBecomesAServerOnce() {
        List<Server> made = kloigos.hostPool().enlist(ANN, "srv3", Per.NUMA_NODE);
        assertThat(kloigos.hostPool().enlist(ANN, "srv3", Per.NUMA_NODE)).isEqualTo(made);
        assertThat(made)
                .extracting(Server::hostname, Server::ansibleHost, Server::hostId, Server::numaNode)
                .containsExactly(tuple("srv3_n0", "10.0.0.1", "srv3", 0), tuple("srv3_n1", "10.0.0.1", "srv3", 1));
        refused(ErrorCode.CONFLICT, "srv3_n0, srv3_n1", () -> kloigos.hostPool().enlist(ANN, "srv3", Per.HOST));
        refused(ErrorCode.NOT_FOUND, "nowhere", () -> kloigos.hostPool().enlist(ANN, "nowhere", Per.HOST));
    }

    @Test
    void aNameOfSomebodyElsesServerIsRefusedAndNothingIsAdded() {
        kloigos.servers().add(ANN, Server.free("srv3_n1", "elsewhere", 0));
        refused(ErrorCode.CONFLICT, "srv3_n1", () -> kloigos.hostPool().enlist(ANN, "srv3", Per.NUMA_NODE));
        assertThat(kloigos.servers().list(ServerQuery.all())).hasSize(1);
    }

    @Test
    void aVmOnANodeHasItsServerUntilTheLastOfThemIsGone() throws Exception {
        kloigos.hostPool().enlist(ANN, "srv3", Per.NUMA_NODE);
        Vm first = provision("one", 1);
        Vm second = provision("two", 1);
        provision("elsewhere", null);
        assertServers(tuple("srv3_n0", 0, ServerStatus.FREE, null), tuple("srv3_n1", 1, ServerStatus.RUNNING, "one"));
        refused(ErrorCode.CONFLICT, "held for VM one", () -> kloigos.servers().release(ANN, "srv3_n1"));
        ended(kloigos.vms().delete(ANN, first.vmId(), false));
        assertServers(tuple("srv3_n0", 0, ServerStatus.FREE, null), tuple("srv3_n1", 1, ServerStatus.RUNNING, "two"));
        ended(kloigos.vms().delete(ANN, second.vmId(), false));
        assertServers(tuple("srv3_n0", 0, ServerStatus.FREE, null), tuple("srv3_n1", 1, ServerStatus.FREE, null));
    }

    @Test
    void aNodeThatAServiceHoldsIsRefusedAndPassedOver() {
        kloigos.hostPool().enlist(ANN, "srv3", Per.NUMA_NODE);
        kloigos.servers().claim(ANN, Claim.of("db")).join();
        refused(ErrorCode.CONFLICT, "claimed by db", () -> provision("one", 0));
        refused(
                ErrorCode.EXHAUSTED,
                "srv3_n0",
                () -> kloigos.vms().provision(ANN, request("auto", "one", 0, "default")));
        assertThat(kloigos.vms().list(io.kloigos.core.vm.VmQuery.onHost("srv3")))
                .isEmpty();
    }

    @Test
    void aVmThatCannotBeMadeGivesItsNodeBack() {
        kloigos.hostPool().enlist(ANN, "srv3", Per.HOST);
        assertThatThrownBy(() -> ended(kloigos.vms()
                        .provision(
                                ANN,
                                new VmRequest(
                                        "srv3",
                                        "one",
                                        1,
                                        64,
                                        "missing.qcow2",
                                        null,
                                        null,
                                        List.of(),
                                        List.of(NicRequest.on("default")),
                                        List.of(),
                                        null,
                                        Map.of(),
                                        Map.of(),
                                        null,
                                        1,
                                        Hardware.ANY,
                                        false,
                                        true,
                                        PlacementRule.SPREAD))))
                .hasMessageContaining("missing.qcow2");
        assertServers(tuple("srv3", 0, ServerStatus.FREE, null));
    }

    @Test
    void aHostThatComesIntoThePoolLaterHasItsUsedNodesTaken() throws Exception {
        provision("one", 0);
        kloigos.hostPool().enlist(ANN, "srv3", Per.NUMA_NODE);
        assertServers(tuple("srv3_n0", 0, ServerStatus.RUNNING, "one"), tuple("srv3_n1", 1, ServerStatus.FREE, null));
        assertThat(kloigos.servers().claim(ANN, Claim.of("db")).join())
                .extracting(Server::hostname)
                .containsExactly("srv3_n1");
    }
}
