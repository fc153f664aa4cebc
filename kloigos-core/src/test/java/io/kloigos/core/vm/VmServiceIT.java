package io.kloigos.core.vm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.image.Image;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.task.Pending;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** VMs on a host in memory, recorded in a real MariaDB. */
class VmServiceIT {
    private static final Caller ANN = Caller.of("ann");

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        DatabaseConfig.Server database = mariaDb.database();
        kloigos = Kloigos.open(new KloigosConfig(database, WatchSettings.defaults()), hypervisors);
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
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

    private static VmRequest request(String name, String image, Integer diskGb) {
        return new VmRequest(
                "h1", name, 2, 256, image, "default", diskGb, List.of(), null, Map.of("tier", "web"), null, true);
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

    @Test
    void aVmIsMadeStoppedStartedAndDeletedWithAllThatBelongsToIt() throws Exception {
        HostView before = host.look();
        Vm vm = ended(kloigos.vms().provision(ANN, request("web-01", "base.qcow2", 1)));
        assertThat(vm.powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(vm.labels()).isEqualTo(Map.of("tier", "web"));
        assertThat(host.volume("default", VmVolumes.root(vm.vmId()))
                        .orElseThrow()
                        .capacityBytes())
                .isEqualTo(1L << 30);
        assertThat(ended(kloigos.vms().act(ANN, vm.vmId(), VmAction.STOP, Duration.ofSeconds(5)))
                        .powerState())
                .isEqualTo(PowerState.STOPPED);
        assertThat(ended(kloigos.vms().act(ANN, vm.vmId(), VmAction.START, Duration.ofSeconds(5)))
                        .powerState())
                .isEqualTo(PowerState.RUNNING);
        ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        assertThat(host.look()).isEqualTo(before);
        assertThatThrownBy(() -> kloigos.vms().get(vm.vmId()))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
    }

    @Test
    void anImageThatAHostHasIsNotWrittenAgain(@TempDir Path folder) throws Exception {
        Path file = Files.write(folder.resolve("disk.raw"), new byte[] {1, 2, 3});
        Image image = ended(kloigos.images().load(ANN, "h1", "tiny", "1", file));
        host.upload("default", image.volume(), Content.of(new byte[] {9, 9, 9}));
        assertThat(ended(kloigos.images().load(ANN, "h1", "tiny", "1", file))).isEqualTo(image);
        assertThat(host.content("default", image.volume())).containsExactly(9, 9, 9);
    }

    @Test
    void aHostWithWorkUnderWayIsNotForgotten() throws Exception {
        Vm vm = ended(kloigos.vms().provision(ANN, request("web-01", "base.qcow2", null)));
        host.guestsObey(false);
        Pending<Vm> stopping = kloigos.vms().act(ANN, vm.vmId(), VmAction.STOP, Duration.ofSeconds(2));
        assertThatThrownBy(() -> kloigos.hosts().remove(ANN, "h1", true))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
        assertThat(failure(stopping)).isEqualTo(ErrorCode.CONFLICT);
        kloigos.hosts().remove(ANN, "h1", true);
        assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty();
    }

    @Test
    void disksAreKeptWhenAskedTo() throws Exception {
        Vm vm = ended(kloigos.vms().provision(ANN, request("web-01", "base.qcow2", null)));
        ended(kloigos.vms().delete(ANN, vm.vmId(), true));
        assertThat(host.volume("default", VmVolumes.root(vm.vmId()))).isPresent();
        assertThat(host.volume("default", VmVolumes.seed(vm.vmId()))).isEmpty();
    }

    @Test
    void refusalsLeaveNothing() {
        HostView before = host.look();
        assertThat(failure(kloigos.vms().provision(ANN, request("a", "missing.qcow2", null))))
                .isEqualTo(ErrorCode.NOT_FOUND);
        host.createVolume(new VolumeSpec("default", "big.qcow2", VolumeFormat.QCOW2, 3L << 30, null));
        assertThat(failure(kloigos.vms().provision(ANN, request("b", "big.qcow2", 2))))
                .isEqualTo(ErrorCode.INVALID);
        host.deleteVolume("default", "big.qcow2");
        assertThat(host.look()).isEqualTo(before);
        assertThat(kloigos.vms().list(VmQuery.onHost("h1"))).isEmpty();
    }

    @Test
    void aHostInMaintenanceTakesNoNewVms() {
        kloigos.hosts().act(ANN, "h1", HostAction.MARK_MAINTENANCE);
        assertThatThrownBy(() -> kloigos.vms().provision(ANN, request("a", "base.qcow2", null)))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void aGuestThatDoesNotListenKeepsRunning() throws Exception {
        Vm vm = ended(kloigos.vms().provision(ANN, request("web-01", "base.qcow2", null)));
        host.guestsObey(false);
        assertThat(failure(kloigos.vms().act(ANN, vm.vmId(), VmAction.STOP, Duration.ofMillis(50))))
                .isEqualTo(ErrorCode.CONFLICT);
        assertThat(kloigos.vms().get(vm.vmId()).powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(ended(kloigos.vms().act(ANN, vm.vmId(), VmAction.FORCE_STOP, Duration.ofSeconds(5)))
                        .powerState())
                .isEqualTo(PowerState.STOPPED);
    }

    @Test
    void theVmsOfAHostThatCannotBeSeenAreUnobservedAndKeepTheirLastState() throws Exception {
        Vm vm = ended(kloigos.vms().provision(ANN, request("web-01", "base.qcow2", null)));
        host.goAway();
        Awaitility.await().untilAsserted(() -> {
            Vm seen = kloigos.vms().get(vm.vmId());
            assertThat(seen.powerState()).isEqualTo(PowerState.UNOBSERVED);
            assertThat(seen.observed().state()).isEqualTo(PowerState.RUNNING);
        });
        // first that it was lost, then what the next attempt ran into
        Awaitility.await()
                .untilAsserted(
                        () -> assertThat(kloigos.hosts().get("h1").obstacle()).isEqualTo(Contact.Obstacle.TIMEOUT));
        host.recover();
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(kloigos.vms().get(vm.vmId()).powerState()).isEqualTo(PowerState.RUNNING));
    }

    @Test
    void onlyACompleteLookSaysThatAVmIsGone() throws Exception {
        Vm vm = ended(kloigos.vms().provision(ANN, request("web-01", "base.qcow2", null)));
        String owner = vm.observed().stamp().owner();
        host.powerOff(vm.vmId(), owner);
        host.undefine(vm.vmId(), owner);
        Awaitility.await()
                .untilAsserted(() ->
                        assertThat(kloigos.vms().get(vm.vmId()).observed()).isNull());
    }
}
