package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.backup.Backup;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.HostRegistration;
import io.kloigos.core.host.command.HostCommands;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.FakeHypervisor;
import io.kloigos.core.hypervisor.FakeHypervisors;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.InterceptedHypervisors;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.StoragePool;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Two hosts in memory and an engine that has them, for tasks that die. */
final class World implements AutoCloseable {
    static final Caller ANN = Caller.of("ann");
    static final String BASE = "base.qcow2";
    static final long MIB = 1 << 20;

    private final FakeHypervisors hypervisors = new FakeHypervisors();
    private final Kloigos kloigos;
    private final Path folder;
    private int named;

    /** @param folder for files */
    World(MariaDbExtension mariaDb, Reaper reaper, Path folder) {
        this.folder = folder;
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ofHours(24), true))
                        .withHostCommands(new HostCommands(Map.of("trim", "sudo -n fstrim -a"))),
                new InterceptedHypervisors(hypervisors, reaper),
                reaper);
        for (String host : List.of("h1", "h2")) {
            host(host).createVolume(new VolumeSpec("default", BASE, VolumeFormat.QCOW2, MIB, null));
            host(host).addPool("fast");
            register(host);
        }
    }

    private static String address(String host) {
        return "10.0.0." + host.substring(1);
    }

    FakeHypervisor host(String host) {
        return hypervisors.host(address(host));
    }

    Kloigos kloigos() {
        return kloigos;
    }

    Path folder() {
        return folder;
    }

    /** A name that nothing has had yet. */
    String name(String kind) {
        return kind + "-" + ++named;
    }

    static <T> T ended(Pending<T> pending) throws Exception {
        return pending.result().get(20, TimeUnit.SECONDS);
    }

    private void register(String host) {
        kloigos.hosts()
                .register(
                        ANN,
                        new HostRegistration(
                                host,
                                host,
                                address(host),
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

    /** A VM on {@code h1}. */
    UUID vm(boolean running) throws Exception {
        VmRequest request = new VmRequest(
                "h1", name("vm"), 1, 64, BASE, "default", null, List.of(), null, Map.of("tier", "web"), null, running);
        return ended(kloigos.vms().provision(ANN, request)).vmId();
    }

    /** What hosts have, but for which record the marks of domains are of. */
    List<String> picture() {
        List<String> picture = new ArrayList<>();
        for (String host : List.of("h1", "h2")) {
            HostView view = host(host).look();
            TreeSet<String> lines = new TreeSet<>();
            view.domains().forEach(domain -> lines.add(line(domain)));
            view.volumes().forEach(volume -> lines.add(volume.toString()));
            view.snapshots().forEach(snapshot -> lines.add(snapshot.toString()));
            view.pools().stream().map(StoragePool::toString).forEach(lines::add);
            view.networks().stream().map(Network::toString).forEach(lines::add);
            lines.addAll(host(host).filterLines().values());
            host(host).vlanBridges().forEach(bridge -> lines.add(bridge.toString()));
            picture.add(host + ":");
            picture.addAll(lines);
        }
        return picture;
    }

    private static String line(Domain domain) {
        return List.of(
                        domain.vmId(),
                        domain.name(),
                        domain.state(),
                        domain.now(),
                        domain.next(),
                        domain.persistent(),
                        domain.autostart())
                .toString();
    }

    /** Has what hosts have recorded. */
    void look() {
        List.of("h1", "h2").forEach(kloigos.hosts()::refresh);
    }

    /** Whatever has ended has ended on hosts and in the records alike. */
    void assertAgreed() {
        look();
        for (String host : List.of("h1", "h2")) {
            List<Vm> vms = kloigos.vms().list(VmQuery.onHost(host));
            assertThat(vms).allSatisfy(vm -> {
                assertThat(vm.phase()).isEqualTo(VmPhase.ACTIVE);
                assertThat(Drift.of(vm)).isEmpty();
                assertThat(host(host).domain(vm.vmId()).orElseThrow().stamp()).isEqualTo(vm.stamp());
            });
            assertThat(host(host).look().domains())
                    .filteredOn(domain -> domain.stamp() != null)
                    .extracting(Domain::vmId)
                    .containsExactlyInAnyOrderElementsOf(
                            vms.stream().map(Vm::vmId).toList());
            assertThat(kloigos.orphans().list(host).volumes())
                    .noneMatch(orphan -> orphan.volume().name().startsWith("kloigos-"));
        }
        assertThat(kloigos.trash().list()).noneMatch(Trashed::going);
        assertThat(kloigos.backups().list()).allMatch(backup -> backup.status() == Backup.Status.AVAILABLE);
    }

    @Override
    public void close() {
        kloigos.close();
    }
}
