package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.DatabaseConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostQuery;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.PreflightCheck;
import io.kloigos.core.image.Image;
import io.kloigos.core.task.Pending;
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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine on a real MariaDB and real KVM hosts: register, load an image, and a VM's whole life. */
class EngineLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final String IMAGE = "engine-test";

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        DatabaseConfig.Server database = mariaDb.database();
        kloigos = Kloigos.open(
                KloigosConfig.server(database.url(), database.user(), database.password()),
                new SshHypervisors(lab.config()));
    }

    @AfterEach
    void close() throws Exception {
        for (Vm vm : kloigos.vms().list(new VmQuery(null, null, null, null, Map.of(), null, 100))) {
            ended(kloigos.vms().delete(ANN, vm.vmId(), false));
        }
        for (Image image : kloigos.images().list()) {
            image.hosts()
                    .forEach(host -> lab.ssh(
                            hostIndex(host), "virsh -c qemu:///system -q vol-delete --pool default " + image.volume()));
        }
        kloigos.close();
    }

    private static int hostIndex(String hostId) {
        return hostId.equals("kvm1") ? 0 : 1;
    }

    private static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(120, TimeUnit.SECONDS);
    }

    private HostRegistration registration(String address, int port, String user, String key, boolean trust) {
        return new HostRegistration(
                "kvm1",
                "kvm1",
                address,
                port,
                user,
                HostRegistration.SYSTEM_URI,
                0,
                0,
                key,
                trust,
                List.of("lab"),
                null);
    }

    private Host register() {
        Lab.Host host = lab.hosts().get(0);
        return kloigos.hosts()
                .register(ANN, registration(host.address(), host.port(), lab.user(), host.hostKey(), false));
    }

    private VmRequest vm(String name) {
        return new VmRequest(
                "kvm1", name, 1, 128, IMAGE, "default", null, List.of(), null, Map.of("tier", "web"), null, true);
    }

    private String volumes() {
        return lab.ssh(0, "virsh -c qemu:///system -q vol-list default; virsh -c qemu:///system -q list --all --uuid");
    }

    @Test
    void aRegisteredHostIsReadyAndKnown() {
        Host host = register();
        assertThat(host.status()).isEqualTo(HostStatus.READY);
        assertThat(host.reason()).isNull();
        assertThat(host.cpuCores()).isEqualTo(Runtime.getRuntime().availableProcessors());
        assertThat(host.memoryMb()).isPositive();
        assertThat(host.facts().hostUuid()).isEqualTo(lab.hosts().get(0).hostUuid());
        assertThat(host.facts().numaNodes()).isNotEmpty();
        assertThat(kloigos.hosts().list(new HostQuery(HostStatus.READY, "lab", null, null, null, 10)))
                .extracting(Host::hostId)
                .containsExactly("kvm1");
        assertThat(kloigos.hosts().preflight("kvm1"))
                .extracting(PreflightCheck::name, PreflightCheck::result)
                .contains(
                        org.assertj.core.groups.Tuple.tuple(
                                "kvm", host.facts().kvm() ? PreflightCheck.Result.OK : PreflightCheck.Result.WARNING),
                        org.assertj.core.groups.Tuple.tuple("permission", PreflightCheck.Result.OK),
                        org.assertj.core.groups.Tuple.tuple("storage_pool", PreflightCheck.Result.OK),
                        org.assertj.core.groups.Tuple.tuple("network", PreflightCheck.Result.OK));
    }

    @Test
    void theWholeLifeOfAVm() throws Exception {
        register();
        String before = volumes();
        Image image = ended(kloigos.images().load(ANN, "kvm1", IMAGE, "1", lab.guestImage()));
        assertThat(image.hosts()).containsExactly("kvm1");

        Vm made = ended(kloigos.vms().provision(ANN, vm("web-01")));
        assertThat(made.powerState()).isEqualTo(PowerState.RUNNING);
        Awaitility.await()
                .atMost(Duration.ofSeconds(90))
                .untilAsserted(() ->
                        assertThat(kloigos.vms().get(made.vmId()).addresses()).isNotEmpty());

        Vm stopped = ended(kloigos.vms().act(ANN, made.vmId(), VmAction.STOP, VmService.STOP_DEADLINE));
        assertThat(stopped.powerState()).isEqualTo(PowerState.STOPPED);
        Vm started = ended(kloigos.vms().act(ANN, made.vmId(), VmAction.START, VmService.STOP_DEADLINE));
        assertThat(started.powerState()).isEqualTo(PowerState.RUNNING);

        assertThat(ended(kloigos.vms().delete(ANN, made.vmId(), false))).isEqualTo(made.vmId());
        lab.ssh(0, "virsh -c qemu:///system -q vol-delete --pool default " + image.volume());
        assertThat(volumes()).isEqualTo(before);
        assertThat(kloigos.events().list(new EventQuery(null, ANN.actor(), null, null, null, null, 10)))
                .extracting(Event::type)
                .containsSequence("vm.deleted", "vm.start", "vm.stop", "vm.provisioned", "image.loaded");
        // so that the clean-up after the test finds nothing to do
        kloigos.hosts().remove(ANN, "kvm1", false);
    }

    @Test
    void aVmFromAnImageThatIsNotThereLeavesNothing() {
        register();
        String before = volumes();
        Pending<Vm> pending = kloigos.vms().provision(ANN, vm("web-02"));
        assertThatThrownBy(() -> pending.result().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_FOUND));
        assertThat(volumes()).isEqualTo(before);
        assertThat(kloigos.vms().list(VmQuery.onHost("kvm1"))).isEmpty();
    }

    @Test
    void aNameIsTakenOnceOnAHost() throws Exception {
        register();
        ended(kloigos.images().load(ANN, "kvm1", IMAGE, "1", lab.guestImage()));
        ended(kloigos.vms().provision(ANN, vm("web-03")));
        assertThatThrownBy(() -> kloigos.vms().provision(ANN, vm("web-03")))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CONFLICT));
    }

    @Test
    void theSameKeyMakesOneVm() throws Exception {
        register();
        ended(kloigos.images().load(ANN, "kvm1", IMAGE, "1", lab.guestImage()));
        Caller keyed = ANN.withIdempotencyKey("once");
        UUID first = ended(kloigos.vms().provision(keyed, vm("web-04"))).vmId();
        assertThat(ended(kloigos.vms().provision(keyed, vm("web-04"))).vmId()).isEqualTo(first);
        assertThat(kloigos.vms().list(VmQuery.onHost("kvm1")))
                .extracting(Vm::vmId)
                .containsExactly(first);
    }

    @ParameterizedTest
    @EnumSource(
            value = Contact.Obstacle.class,
            names = {"NAME_UNKNOWN", "REFUSED", "KEY_NOT_ACCEPTED", "KEY_CHANGED", "AUTHENTICATION"})
    void aHostThatCannotBeUsedIsKeptWithTheReasonAndNothingRunsOnIt(Contact.Obstacle obstacle) {
        Lab.Host good = lab.hosts().get(0);
        String otherKey = lab.hosts().get(1).hostKey();
        Host host = kloigos.hosts()
                .register(
                        ANN,
                        switch (obstacle) {
                            case NAME_UNKNOWN ->
                                registration("no-such-host.invalid", 22, lab.user(), good.hostKey(), false);
                            case REFUSED -> registration(good.address(), 23, lab.user(), good.hostKey(), false);
                            case KEY_NOT_ACCEPTED -> registration(good.address(), 22, lab.user(), null, false);
                            case KEY_CHANGED -> registration(good.address(), 22, lab.user(), otherKey, false);
                            default -> registration(good.address(), 22, "nobody", good.hostKey(), false);
                        });
        assertThat(host.obstacle()).isEqualTo(obstacle);
        assertThat(host.status())
                .isEqualTo(
                        obstacle == Contact.Obstacle.KEY_NOT_ACCEPTED ? HostStatus.REGISTERED : HostStatus.UNREACHABLE);
        assertThat(host.reason()).isNotBlank();
        assertThatThrownBy(() -> kloigos.vms().provision(ANN, vm("web-05")))
                .isInstanceOfSatisfying(
                        KloigosException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE));
    }

    @Test
    void anOfferedKeyIsAcceptedByHand() {
        Lab.Host good = lab.hosts().get(0);
        Host waiting = kloigos.hosts().register(ANN, registration(good.address(), 22, lab.user(), null, false));
        assertThat(good.hostKey()).startsWith(waiting.offeredKey());
        assertThat(kloigos.hosts().acceptKey(ANN, "kvm1", waiting.offeredKey()).status())
                .isEqualTo(HostStatus.READY);
    }

    @Test
    void trustOnFirstUsePinsTheKey() {
        Lab.Host good = lab.hosts().get(0);
        Host host = kloigos.hosts().register(ANN, registration(good.address(), 22, lab.user(), null, true));
        assertThat(host.status()).isEqualTo(HostStatus.READY);
        assertThat(good.hostKey()).startsWith(host.hostKey());
    }
}
