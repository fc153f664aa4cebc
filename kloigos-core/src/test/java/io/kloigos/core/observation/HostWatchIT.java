package io.kloigos.core.observation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.ErrorCode;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.KloigosException;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.event.EventQuery;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostAction;
import io.kloigos.core.host.HostConnection;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Contact;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.Hypervisors;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Pending;
import io.kloigos.core.task.Task;
import io.kloigos.core.task.TaskStatus;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmService;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is known of hosts while they change, vanish and come back. */
class HostWatchIT {
    private static final Caller ANN = Caller.of("ann");
    /** Nothing is found by looking at the clock. */
    private static final WatchSettings EVENTS_ONLY = new WatchSettings(Duration.ofHours(1), Duration.ZERO);

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final FakeHypervisor host = hypervisors.host("10.0.0.1");
    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        host.createVolume(new VolumeSpec("default", "base.qcow2", VolumeFormat.QCOW2, 1 << 20, null));
        kloigos = open(EVENTS_ONLY);
        kloigos.events().feed().subscribe(item -> heard.add(item.event()));
        assertThat(register().status()).isEqualTo(HostStatus.READY);
    }

    @AfterEach
    void close() {
        kloigos.close();
    }

    private Kloigos open(WatchSettings settings) {
        return Kloigos.open(new KloigosConfig(mariaDb.database(), settings), hypervisors);
    }

    private Host register() {
        return kloigos.hosts()
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
                                null,
                                null));
    }

    private Vm provision(String name) throws Exception {
        return kloigos.vms()
                .provision(
                        ANN,
                        new VmRequest(
                                "h1",
                                name,
                                2,
                                256,
                                "base.qcow2",
                                "default",
                                null,
                                List.of(),
                                null,
                                Map.of(),
                                null,
                                true))
                .result()
                .get(20, TimeUnit.SECONDS);
    }

    private void becomes(UUID vmId, PowerState state) {
        await().untilAsserted(() -> assertThat(vm(vmId).powerState()).isEqualTo(state));
    }

    private Vm vm(UUID vmId) {
        return kloigos.vms().get(vmId);
    }

    private static Domain stray(String name, PowerState state) {
        return new Domain(
                UUID.randomUUID(), name, state, true, 1, 64, List.of(), List.of(), null, false, List.of(), null);
    }

    @Test
    void whatSomebodyDoesOnTheHostIsKnownAndToldWithoutLooking() throws Exception {
        Vm vm = provision("web-01");
        long sweeps = kloigos.watch().counts().sweeps();
        Domain domain = host.domain(vm.vmId()).orElseThrow();
        host.put(domain.withState(PowerState.PAUSED, domain.addresses()));
        becomes(vm.vmId(), PowerState.PAUSED);
        host.put(domain.withState(PowerState.CRASHED, List.of()));
        becomes(vm.vmId(), PowerState.CRASHED);
        host.remove(vm.vmId());
        await().untilAsserted(() -> assertThat(vm(vm.vmId()).presence()).isEqualTo(Vm.Presence.ABSENT));
        assertThat(vm(vm.vmId()).powerState()).isEqualTo(PowerState.UNOBSERVED);
        assertThat(kloigos.watch().counts().sweeps()).isEqualTo(sweeps);
        assertThat(kloigos.watch().counts().corrections()).isZero();
        await().untilAsserted(() -> assertThat(heard)
                .filteredOn(event -> ("vm:" + vm.vmId()).equals(event.target())
                        && event.actor().equals("kloigos"))
                .extracting(Event::message)
                .endsWith(
                        "VM web-01 on h1 is paused; it was running",
                        "VM web-01 on h1 is crashed; it was paused",
                        "VM web-01 on h1 is gone; it was crashed"));
    }

    /** libvirt keeps any 128 bits as a UUID; its own test driver has this one. */
    @Test
    void aDomainMayHaveAnIdThatNoStandardKnows() throws Exception {
        UUID odd = UUID.fromString("6695eb01-f6a4-8304-79aa-97f2502e193f");
        host.put(new Domain(
                odd, "odd", PowerState.RUNNING, true, 1, 64, List.of(), List.of(), null, false, List.of(), null));
        await().untilAsserted(() -> assertThat(kloigos.inventory().domains("h1"))
                .extracting(Domain::vmId)
                .containsExactly(odd));
        assertThat(kloigos.hosts().refresh("h1").status()).isEqualTo(HostStatus.READY);
    }

    @Test
    void aNameThatGoesOverToAnotherDomainLeavesNothingBehind() throws Exception {
        Vm vm = provision("web-01");
        host.goSilent(true);
        host.remove(vm.vmId());
        host.goSilent(false);
        Domain next = stray("web-01", PowerState.RUNNING);
        host.put(next);
        await().untilAsserted(() -> assertThat(kloigos.inventory().domains("h1"))
                .extracting(Domain::vmId)
                .containsExactly(next.vmId()));
        assertThat(vm(vm.vmId()).presence()).isEqualTo(Vm.Presence.ABSENT);
    }

    @Test
    void aHostThatIsRemovedAndRegisteredAgainIsTakenForANewOne() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            for (int i = 0; i < 20; i++) {
                kloigos.hosts().remove(ANN, "h1", true);
                List<Future<Host>> registered = IntStream.range(0, 8)
                        .mapToObj(each -> callers.submit(this::register))
                        .toList();
                for (Future<Host> host : registered) {
                    assertThat(host.get(20, TimeUnit.SECONDS).status()).isEqualTo(HostStatus.READY);
                }
            }
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void theFeedTellsEachCommittedEventOnce() throws Exception {
        for (int i = 0; i < 30; i++) {
            host.put(stray("s" + i, PowerState.STOPPED));
        }
        List<Event> listed = kloigos.events().list(EventQuery.newest(100));
        await().untilAsserted(() -> {
            assertThat(heard).filteredOn(e -> e.type().equals("vm.appeared")).hasSize(30);
        });
        assertThat(heard).extracting(Event::eventId).doesNotHaveDuplicates();
        assertThat(kloigos.events().list(EventQuery.newest(100)))
                .extracting(Event::eventId)
                .containsAll(heard.stream().map(Event::eventId).toList());
        assertThat(listed).isNotEmpty();
    }

    @Test
    void aHostThatIsLostMakesItsVmsUnobservedAndIsSweptBeforeItCountsAgain() throws Exception {
        Vm vm = provision("web-01");
        host.goAway();
        await().untilAsserted(() -> {
            assertThat(vm(vm.vmId()).presence()).isEqualTo(Vm.Presence.UNOBSERVED);
            assertThat(vm(vm.vmId()).powerState()).isEqualTo(PowerState.UNOBSERVED);
            assertThat(vm(vm.vmId()).lastState()).isEqualTo(PowerState.RUNNING);
        });
        Host lost = kloigos.hosts().get("h1");
        assertThat(lost.connection()).isEqualTo(HostConnection.UNREACHABLE);
        assertThat(lost.reason()).contains("away");
        assertThat(lost.unreachableSince()).isNotNull();
        Domain domain = host.recoverWith(vm.vmId(), PowerState.STOPPED);
        becomes(vm.vmId(), PowerState.STOPPED);
        assertThat(vm(vm.vmId()).observed()).isEqualTo(domain);
        assertThat(kloigos.hosts().get("h1").unreachableSince()).isNull();
    }

    @Test
    void aVmThatWasMadeIsSeenThoughNoEventTellsOfIt() throws Exception {
        host.goSilent(true);
        assertThat(provision("web-01").powerState()).isEqualTo(PowerState.RUNNING);
    }

    @Test
    void onlyACompleteListSaysThatADomainIsGone() throws Exception {
        Vm vm = provision("web-01");
        host.goSilent(true);
        host.remove(vm.vmId());
        host.failWith(new KloigosException(ErrorCode.HOST_FAILED, "half an answer"));
        kloigos.hosts().refresh("h1");
        assertThat(vm(vm.vmId()).presence()).isEqualTo(Vm.Presence.UNOBSERVED);
        assertThat(vm(vm.vmId()).lastState()).isEqualTo(PowerState.RUNNING);
        host.recover();
        await().untilAsserted(() -> assertThat(vm(vm.vmId()).presence()).isEqualTo(Vm.Presence.ABSENT));
    }

    @Test
    void aSweepFindsWhatEventsMissedAndCountsIt() throws Exception {
        Vm vm = provision("web-01");
        host.goSilent(true);
        Domain domain = host.domain(vm.vmId()).orElseThrow();
        host.put(domain.withState(PowerState.PAUSED, domain.addresses()));
        kloigos.hosts().refresh("h1");
        assertThat(vm(vm.vmId()).powerState()).isEqualTo(PowerState.PAUSED);
        assertThat(kloigos.watch().counts().corrections()).isEqualTo(1);
    }

    @Test
    void aDomainOfAHostThatIsNotConnectedYetIsSeenAllTheSame() throws Exception {
        Vm vm = provision("web-01");
        kloigos.close();
        Domain domain = host.domain(vm.vmId()).orElseThrow();
        host.put(domain.withState(PowerState.PAUSED, domain.addresses()));
        kloigos = open(EVENTS_ONLY);
        kloigos.watch().see("h1", "web-01");
        assertThat(vm(vm.vmId()).powerState()).isEqualTo(PowerState.PAUSED);
    }

    @Test
    void aTaskOnAHostThatIsBeingConnectedWaitsForThat() throws Exception {
        Vm vm = provision("web-01");
        kloigos.close();
        CountDownLatch answers = new CountDownLatch(1);
        Hypervisors slow = (Hypervisors) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Hypervisors.class}, (self, method, arguments) -> {
                    if (method.getName().equals("contact")) {
                        answers.await();
                    }
                    return method.invoke(hypervisors, arguments);
                });
        kloigos = Kloigos.open(new KloigosConfig(mariaDb.database(), EVENTS_ONLY), slow);
        Pending<Vm> stopped = kloigos.vms().act(ANN, vm.vmId(), VmAction.FORCE_STOP, VmService.STOP_DEADLINE);
        await().during(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(kloigos.tasks().get(stopped.taskId()))
                        .returns(TaskStatus.QUEUED, Task::status)
                        .returns(true, Task::waitsForHost));
        answers.countDown();
        assertThat(stopped.result().get(20, TimeUnit.SECONDS).powerState()).isEqualTo(PowerState.STOPPED);
        assertThat(kloigos.tasks().get(stopped.taskId()).waitsForHost()).isFalse();
    }

    @Test
    void aHostThatHasNeverAnsweredWasNeverHeardFrom() {
        kloigos.hosts().remove(ANN, "h1", true);
        hypervisors.obstruct("10.0.0.1", new Contact.Failed(Contact.Obstacle.REFUSED, "nobody listens", null));
        assertThat(register().lastHeartbeat()).isNull();
        assertThat(kloigos.hosts().refresh("h1"))
                .returns(Contact.Obstacle.REFUSED, Host::obstacle)
                .returns(null, Host::lastHeartbeat);
        hypervisors.obstruct("10.0.0.1", null);
        assertThat(kloigos.hosts().refresh("h1").lastHeartbeat()).isNotNull();
    }

    @Test
    void figuresFindWhatEventsMissedToo() throws Exception {
        Vm vm = provision("web-01");
        kloigos.close();
        kloigos = open(new WatchSettings(Duration.ofHours(1), Duration.ofMillis(50)));
        becomes(vm.vmId(), PowerState.RUNNING);
        Host looked = kloigos.hosts().get("h1");
        await().untilAsserted(() ->
                assertThat(kloigos.hosts().get("h1").lastHeartbeat()).isAfter(looked.observedAt()));
        await().untilAsserted(() ->
                assertThat(kloigos.watch().figures().ofDomain("h1", vm.vmId())).isNotEmpty());
        host.goSilent(true);
        host.put(host.domain(vm.vmId()).orElseThrow().withState(PowerState.STOPPED, List.of()));
        becomes(vm.vmId(), PowerState.STOPPED);
        assertThat(kloigos.watch().counts().corrections()).isEqualTo(1);
    }

    @Test
    void networksArePickedUpWhenTheyChange() {
        host.addNetwork(new Network(UUID.randomUUID().toString(), "blue", true, "virbr7", "10.7.0.0/24"));
        await().untilAsserted(() -> assertThat(kloigos.inventory().networks("h1"))
                .extracting(Network::name)
                .containsExactly("blue", "default"));
    }

    @Test
    void aChangedKeyStopsEverythingUntilItIsAccepted() {
        hypervisors.obstruct(
                "10.0.0.1", new Contact.Failed(Contact.Obstacle.KEY_CHANGED, "another key", FakeHypervisors.HOST_KEY));
        host.goAway();
        await().untilAsserted(
                        () -> assertThat(kloigos.hosts().get("h1").obstacle()).isEqualTo(Contact.Obstacle.KEY_CHANGED));
        host.recover();
        hypervisors.obstruct("10.0.0.1", null);
        // nothing tries it again by itself
        await().during(Duration.ofSeconds(2))
                .untilAsserted(
                        () -> assertThat(kloigos.hosts().get("h1").connection()).isEqualTo(HostConnection.UNREACHABLE));
        assertThat(kloigos.hosts()
                        .acceptKey(ANN, "h1", FakeHypervisors.HOST_KEY)
                        .status())
                .isEqualTo(HostStatus.READY);
    }

    @Test
    void aDisabledHostIsNotLookedAt() throws Exception {
        Vm vm = provision("web-01");
        kloigos.hosts().act(ANN, "h1", HostAction.DISABLE);
        await().untilAsserted(() -> assertThat(vm(vm.vmId()).presence()).isEqualTo(Vm.Presence.UNOBSERVED));
        kloigos.hosts().act(ANN, "h1", HostAction.MARK_READY);
        becomes(vm.vmId(), PowerState.RUNNING);
    }

    /** As an engine that was frozen and does not know yet that another one has its hosts. */
    @Test
    void whoHasLostAHostToAnotherEngineRecordsNothingOfItAnyMore() throws Exception {
        Vm vm = provision("web-01");
        UUID other = UUID.randomUUID();
        try (Connection connection = mariaDb.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("insert into instance (instance_id, started_at, seen_at) values ('" + other
                    + "', utc_timestamp(3), utc_timestamp(3) + interval 1 minute)");
            statement.execute("update host set owner_instance = '" + other + "', owner_epoch = owner_epoch + 1");
            Domain domain = host.domain(vm.vmId()).orElseThrow();
            host.put(domain.withState(PowerState.PAUSED, domain.addresses()));
            await().untilAsserted(() -> assertThat(kloigos.watch().connected()).isEmpty());
        }
        assertThat(vm(vm.vmId()).powerState()).isEqualTo(PowerState.RUNNING);
        assertThat(heard).extracting(Event::message).noneMatch(message -> message.contains("paused"));
    }

    @Test
    void whatARequestElsewhereNeedsOfAHostIsDoneByItsOwner() throws Exception {
        FakeHypervisors notConnected = new FakeHypervisors();
        notConnected.obstruct(
                "10.0.0.1", new Contact.Failed(Contact.Obstacle.REFUSED, "only the owner connects", null));
        try (Kloigos other = Kloigos.open(new KloigosConfig(mariaDb.database(), EVENTS_ONLY), notConnected)) {
            UUID owner = kloigos.hosts().get("h1").ownerInstance();
            assertThat(other.hosts().refresh("h1").status()).isEqualTo(HostStatus.READY);
            Vm vm = other.vms()
                    .provision(
                            ANN,
                            new VmRequest(
                                    "h1",
                                    "far",
                                    2,
                                    256,
                                    "base.qcow2",
                                    "default",
                                    null,
                                    List.of(),
                                    null,
                                    Map.of(),
                                    null,
                                    true))
                    .result()
                    .get(20, TimeUnit.SECONDS);
            assertThat(vm.powerState()).isEqualTo(PowerState.RUNNING);
            assertThat(other.watch().connected()).isEmpty();
            assertThat(other.hosts().get("h1").ownerInstance()).isEqualTo(owner);

            List<Event> elsewhere = new CopyOnWriteArrayList<>();
            other.events().feed().subscribe(item -> elsewhere.add(item.event()));
            host.put(host.domain(vm.vmId()).orElseThrow().withState(PowerState.PAUSED, List.of()));
            await().untilAsserted(
                            () -> assertThat(elsewhere).extracting(Event::type).contains("vm.state_changed"));

            notConnected.obstruct("10.0.0.1", null);
            kloigos.close();
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(other.watch().connected()).containsExactly("h1"));
            assertThat(other.hosts().get("h1").ownerInstance()).isNotEqualTo(owner);
        }
    }
}
