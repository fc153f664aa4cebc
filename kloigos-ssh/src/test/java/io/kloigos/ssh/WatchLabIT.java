package io.kloigos.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.event.Event;
import io.kloigos.core.host.Host;
import io.kloigos.core.host.HostConnection;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.host.HostStatus;
import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the engine knows of a real host while others change it, and while it breaks and comes back. */
class WatchLabIT {
    private static final Caller ANN = Caller.of("ann");
    private static final int HOST = 1;
    private static final String VIRSH = "virsh -q -c qemu:///system ";
    private static final String BASE = "watch-base.qcow2";
    /** From when a host is back to when it is known to be. */
    private static final Duration RECOVERY = Duration.ofSeconds(15);
    /** A host that falls silent is given up within two heartbeats; why takes an attempt more. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    private static final Duration SILENCE = Duration.ofSeconds(30);

    @RegisterExtension
    final MariaDbExtension mariaDb = new MariaDbExtension();

    private final Lab lab = Lab.running();
    private final Deque<Runnable> repairs = new ArrayDeque<>();
    private final List<Event> heard = new CopyOnWriteArrayList<>();
    private final Set<PowerState> seen = EnumSet.noneOf(PowerState.class);
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor();
    private Kloigos kloigos;

    @BeforeEach
    void open() {
        lab.ssh(
                HOST,
                VIRSH + "vol-delete --pool default " + BASE + " 2>/dev/null;" + VIRSH + "vol-create-as default " + BASE
                        + " 64M --format qcow2");
        // nothing is found by looking at the clock
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), new WatchSettings(Duration.ofHours(1), Duration.ZERO)),
                new SshHypervisors(lab.config().withKeepalive(HEARTBEAT)));
        kloigos.events().feed().subscribe(item -> heard.add(item.event()));
        Host host = register();
        assertThat(host.status()).as(host.reason()).isEqualTo(HostStatus.READY);
    }

    @AfterEach
    void close() {
        sampler.shutdownNow();
        repairs.forEach(Runnable::run);
        kloigos.close();
        lab.ssh(
                HOST,
                "for d in $(" + VIRSH + "list --all --uuid); do " + VIRSH + "destroy $d 2>/dev/null; " + VIRSH
                        + "undefine $d; done; for v in $(" + VIRSH
                        + "vol-list default | awk '/kloigos-|watch-/ {print $1}'); do "
                        + VIRSH + "vol-delete --pool default $v; done");
    }

    private Host register() {
        Lab.Host host = lab.hosts().get(HOST);
        return kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                "kvm2",
                                "kvm2",
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

    private Vm runningVm() {
        VmRequest request =
                new VmRequest("kvm2", "watched", 1, 32, BASE, "default", null, List.of(), null, Map.of(), null, true);
        return kloigos.vms()
                .provision(ANN, request)
                .result()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }

    private Host host() {
        return kloigos.hosts().get("kvm2");
    }

    /** Which states are shown from now on. */
    private void sample(UUID vmId) {
        sampler.scheduleWithFixedDelay(
                () -> {
                    PowerState state = kloigos.vms().get(vmId).powerState();
                    synchronized (seen) {
                        seen.add(state);
                    }
                },
                0,
                20,
                TimeUnit.MILLISECONDS);
    }

    private void assertNothingElseWasShown(PowerState... states) {
        synchronized (seen) {
            assertThat(seen).isSubsetOf(states);
        }
    }

    private void breakHost(String how, String repair) {
        lab.root(HOST, how);
        repairs.push(() -> lab.root(HOST, repair + " || true"));
    }

    private void assertLost(Vm vm, Obstacle... why) {
        await().atMost(SILENCE).untilAsserted(() -> {
            assertThat(host().connection()).isEqualTo(HostConnection.UNREACHABLE);
            assertThat(kloigos.vms().get(vm.vmId()).presence()).isEqualTo(Vm.Presence.UNOBSERVED);
        });
        await().atMost(SILENCE)
                .untilAsserted(() -> assertThat(host().obstacle()).isIn((Object[]) why));
        assertThat(host().reason()).isNotBlank();
        assertThat(host().unreachableSince()).isNotNull();
        assertThat(kloigos.vms().get(vm.vmId()).lastState()).isEqualTo(PowerState.RUNNING);
    }

    private void assertBack(Vm vm, PowerState state) {
        await().atMost(RECOVERY).untilAsserted(() -> {
            assertThat(host().connection()).isEqualTo(HostConnection.READY);
            assertThat(kloigos.vms().get(vm.vmId()).powerState()).isEqualTo(state);
        });
        assertThat(host().reason()).isNull();
        assertThat(host().unreachableSince()).isNull();
    }

    // What somebody does with virsh

    private Optional<Domain> byHand() {
        return kloigos.inventory().domains("kvm2").stream()
                .filter(domain -> domain.name().equals("by-hand"))
                .findFirst();
    }

    private void virsh(String command, @Nullable PowerState shown) {
        lab.ssh(HOST, VIRSH + command);
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(byHand().map(Domain::state)).isEqualTo(Optional.ofNullable(shown)));
    }

    @Test
    void whatIsDoneByHandIsKnownAtOnceAndNothingIsPolled() {
        long sweeps = kloigos.watch().counts().sweeps();
        lab.ssh(HOST, """
                echo '<domain type="qemu"><name>by-hand</name><memory unit="MiB">32</memory><vcpu>1</vcpu><os>
                <type arch="x86_64">hvm</type></os></domain>' > /dev/shm/by-hand.xml""");
        repairs.push(() -> lab.ssh(HOST, "rm -f /dev/shm/by-hand.xml"));
        virsh("define /dev/shm/by-hand.xml", PowerState.STOPPED);
        virsh("start by-hand", PowerState.RUNNING);
        virsh("suspend by-hand", PowerState.PAUSED);
        virsh("resume by-hand", PowerState.RUNNING);
        lab.root(HOST, "kill -9 $(pgrep -f '[q]emu-system.*guest=by-hand')");
        await().untilAsserted(() -> assertThat(byHand().orElseThrow().state()).isEqualTo(PowerState.STOPPED));
        virsh("undefine by-hand", null);
        assertThat(kloigos.watch().counts().sweeps()).isEqualTo(sweeps);
        assertThat(kloigos.watch().counts().corrections()).isZero();
        await().untilAsserted(() -> assertThat(heard)
                .filteredOn(event -> event.message().contains("by-hand"))
                .extracting(Event::message)
                .containsExactly(
                        "VM by-hand on kvm2 is there, stopped",
                        "VM by-hand on kvm2 is running; it was stopped",
                        "VM by-hand on kvm2 is paused; it was running",
                        "VM by-hand on kvm2 is running; it was paused",
                        "VM by-hand on kvm2 is stopped; it was running",
                        "VM by-hand on kvm2 is gone; it was stopped"));
    }

    /** A second attempt would take the connection from under the first: a lease round may find what is just registered. */
    @Test
    void aHostIsTriedByOneAtATime() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(4);
        try {
            for (int i = 0; i < 5; i++) {
                kloigos.hosts().remove(ANN, "kvm2", true);
                List<Future<Host>> registered = IntStream.range(0, 4)
                        .mapToObj(each -> callers.submit(this::register))
                        .toList();
                for (Future<Host> host : registered) {
                    assertThat(host.get(20, TimeUnit.SECONDS).status()).isEqualTo(HostStatus.READY);
                }
            }
            assertThat(kloigos.watch().counts().losses()).isZero();
        } finally {
            callers.shutdown();
        }
    }

    @Test
    void aNetworkThatIsStoppedByHandIsKnown() {
        lab.ssh(HOST, "echo '<network><name>by-hand</name></network>' | " + VIRSH + "net-define /dev/stdin");
        repairs.push(() -> lab.ssh(HOST, VIRSH + "net-undefine by-hand"));
        await().untilAsserted(() -> assertThat(kloigos.inventory().networks("kvm2"))
                .anyMatch(network -> network.name().equals("by-hand")));
    }

    // What breaks

    @Test
    void sshdIsStoppedAndAllSessionsAreKilled() {
        Vm vm = runningVm();
        sample(vm.vmId());
        breakHost(
                "lab-service stop sshd; for p in $(ps -e -o pid=,args= | awk '/[s]shd: / {print $1}'); do kill -9 $p; done",
                "lab-service start sshd");
        assertLost(vm, Obstacle.REFUSED);
        lab.root(HOST, "lab-service start sshd");
        assertBack(vm, PowerState.RUNNING);
        assertNothingElseWasShown(PowerState.RUNNING, PowerState.UNOBSERVED);
    }

    @Test
    void theLinkIsCutBothWays() {
        cutLink(
                "iptables -I INPUT -i eth0 -j DROP; iptables -I OUTPUT -o eth0 -j DROP",
                "iptables -D INPUT -i eth0 -j DROP; iptables -D OUTPUT -o eth0 -j DROP");
    }

    @Test
    void nothingReachesTheHostAnyMore() {
        cutLink("iptables -I INPUT -i eth0 -j DROP", "iptables -D INPUT -i eth0 -j DROP");
    }

    @Test
    void nothingComesFromTheHostAnyMore() {
        cutLink("iptables -I OUTPUT -o eth0 -j DROP", "iptables -D OUTPUT -o eth0 -j DROP");
    }

    /** While the link is cut the VM is stopped there, so that an old state would show. */
    private void cutLink(String cut, String mend) {
        Vm vm = runningVm();
        breakHost(cut, mend);
        assertLost(vm, Obstacle.TIMEOUT);
        lab.root(HOST, VIRSH + "destroy " + vm.vmId());
        sample(vm.vmId());
        lab.root(HOST, mend);
        assertBack(vm, PowerState.STOPPED);
        assertNothingElseWasShown(PowerState.STOPPED, PowerState.UNOBSERVED);
    }

    @Test
    void libvirtdIsRestartedAndStopped() {
        Vm vm = runningVm();
        sample(vm.vmId());
        long losses = kloigos.watch().counts().losses();
        lab.root(HOST, "lab-service restart libvirtd");
        await().until(() -> kloigos.watch().counts().losses() > losses);
        assertBack(vm, PowerState.RUNNING);
        breakHost("lab-service stop libvirtd", "lab-service start libvirtd");
        assertLost(vm, Obstacle.NO_LIBVIRT);
        lab.root(HOST, "lab-service start libvirtd");
        assertBack(vm, PowerState.RUNNING);
        assertNothingElseWasShown(PowerState.RUNNING, PowerState.UNOBSERVED);
    }

    @Test
    void theHostIsFrozen() {
        Vm vm = runningVm();
        sample(vm.vmId());
        signalAll("STOP");
        repairs.push(() -> signalAll("CONT"));
        assertLost(vm, Obstacle.TIMEOUT);
        signalAll("CONT");
        assertBack(vm, PowerState.RUNNING);
        assertNothingElseWasShown(PowerState.RUNNING, PowerState.UNOBSERVED);
    }

    /** To every process of the host, from outside. */
    private void signalAll(String signal) {
        String init = "/proc/" + lab.hosts().get(HOST).pid() + "/ns/pid";
        Lab.run(
                "sh",
                "-c",
                "ns=$(readlink " + init
                        + "); for p in /proc/[0-9]*; do [ \"$(readlink $p/ns/pid)\" = \"$ns\" ] && kill -" + signal
                        + " ${p#/proc/}; done; true");
    }

    @Test
    void theHostShowsAnotherKey() {
        Vm vm = runningVm();
        sample(vm.vmId());
        String keys = "/etc/ssh/";
        String key = lab.root(
                        HOST,
                        "grep -h '^HostKey' /etc/ssh/sshd_config /etc/ssh/sshd_config.d/* 2>/dev/null |"
                                + " awk '{print $2}' | head -1; ls " + keys + "ssh_host_ed25519_key")
                .lines()
                .findFirst()
                .orElseThrow();
        String restart =
                "lab-service stop sshd; for p in $(ps -e -o pid=,args= | awk '/[s]shd: / {print $1}'); do kill -9"
                        + " $p; done; lab-service start sshd";
        breakHost(
                "cp -p " + key + " /root/old; cp -p " + key + ".pub /root/old.pub; rm " + key + "; ssh-keygen -q -t"
                        + " ed25519 -N '' -f " + key + "; " + restart,
                "mv /root/old " + key + "; mv /root/old.pub " + key + ".pub; " + restart);
        assertLost(vm, Obstacle.KEY_CHANGED);
        String offered = host().offeredKey();
        assertThat(offered).isNotNull().isNotEqualTo(host().hostKey());
        assertThat(kloigos.hosts().refresh("kvm2").obstacle()).isEqualTo(Obstacle.KEY_CHANGED);
        assertThat(kloigos.hosts().acceptKey(ANN, "kvm2", offered).status()).isEqualTo(HostStatus.READY);
        assertThat(kloigos.vms().get(vm.vmId()).powerState()).isEqualTo(PowerState.RUNNING);
        assertNothingElseWasShown(PowerState.RUNNING, PowerState.UNOBSERVED);
    }

    @Test
    void aFullDiskFailsTheTaskAndNothingElse() {
        Vm vm = runningVm();
        sample(vm.vmId());
        lab.root(HOST, "mkdir -p /srv/full && mount -t tmpfs -o size=16m tmpfs /srv/full");
        repairs.push(() ->
                lab.root(HOST, VIRSH + "pool-destroy full; " + VIRSH + "pool-undefine full; umount /srv/full; true"));
        lab.root(
                HOST,
                VIRSH + "pool-define-as full dir --target /srv/full && " + VIRSH + "pool-start full && head -c 16777216"
                        + " /dev/zero > /srv/full/filler 2>/dev/null; true");
        kloigos.hosts().refresh("kvm2");
        VolumeSpec volume = new VolumeSpec("full", "v.raw", VolumeFormat.RAW, 8 << 20, null);
        assertThatThrownBy(() -> create(volume)).hasMessageContaining("No space left");
        assertThat(host().connection()).isEqualTo(HostConnection.READY);
        lab.root(HOST, "rm /srv/full/filler");
        assertThat(create(volume).capacityBytes()).isEqualTo(8 << 20);
        assertNothingElseWasShown(PowerState.RUNNING);
    }

    private Volume create(VolumeSpec spec) {
        return kloigos.volumes()
                .create(ANN, "kvm2", spec)
                .result()
                .orTimeout(60, TimeUnit.SECONDS)
                .join();
    }
}
