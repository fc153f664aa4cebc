package io.kloigos.core.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.Caller;
import io.kloigos.core.Kloigos;
import io.kloigos.core.KloigosConfig;
import io.kloigos.core.backup.Backup;
import io.kloigos.core.database.MariaDbExtension;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.host.command.HostCommands;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.HostView;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.InterceptedHypervisors;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.observation.WatchSettings;
import io.kloigos.core.server.Server;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.storage.StorageSettings;
import io.kloigos.core.trash.Trashed;
import io.kloigos.core.vm.NicRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmEdit;
import io.kloigos.core.vm.VmPhase;
import io.kloigos.core.vm.VmQuery;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.placement.PlacementRule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** Two hosts and an engine that has them, for tasks that die. */
final class World implements AutoCloseable {
    static final Caller ANN = Caller.of("ann");
    static final String BASE = "base.qcow2";
    static final long MIB = 1 << 20;
    static final int PATIENCE_SECONDS = 60;

    private final TwoHosts hosts;
    private final Kloigos kloigos;
    private final Path folder;
    private @Nullable UUID guest;
    private int named;

    /** @param folder for files */
    World(MariaDbExtension mariaDb, TwoHosts hosts, Reaper reaper, Path folder) throws Exception {
        this.hosts = hosts;
        this.folder = folder;
        kloigos = Kloigos.open(
                new KloigosConfig(mariaDb.database(), WatchSettings.defaults())
                        .withStorage(new StorageSettings(Duration.ofHours(24), true))
                        .withHostCommands(new HostCommands(Map.of("trim", "sudo -n fstrim -a"))),
                new InterceptedHypervisors(hosts.hypervisors(), reaper),
                reaper);
        for (String host : List.of("h1", "h2")) {
            kloigos.hosts().register(ANN, hosts.registration(host));
        }
        if (hosts.areReal()) {
            // it starts up while other things are done
            guest = newGuest();
            awaitBalloon(guest);
        }
    }

    /** What a guest has of memory changes by itself until it has given up what it is not to have yet. */
    private void awaitBalloon(UUID vmId) {
        Awaitility.await()
                .atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> host("h1")
                        .domain(vmId)
                        .filter(there -> there.now().memoryMb() == there.next().memoryMb())
                        .isPresent());
    }

    TwoHosts hosts() {
        return hosts;
    }

    Hypervisor host(String host) {
        return hosts.at(host);
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
        return pending.result().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** A VM on {@code h1}. */
    UUID vm(boolean running) throws Exception {
        return vm(BASE, 64, running, Hardware.ANY);
    }

    /**
     * A running one whose guest obeys the power button, lets go of devices, and has room to grow. On real hosts it is always the same, and has what it
     * was given before.
     */
    UUID guest() throws Exception {
        UUID vm = guest == null ? newGuest() : guest;
        hosts.awaitGuest("h1", vm);
        return vm;
    }

    private UUID newGuest() throws Exception {
        return vm(hosts.obedientImage(), 128, true, new Hardware(2, 160L, null, null, null, null, null));
    }

    private UUID vm(String image, long memoryMb, boolean running, Hardware hardware) throws Exception {
        VmRequest request = new VmRequest(
                "h1",
                name("vm"),
                1,
                memoryMb,
                image,
                null,
                null,
                List.of(),
                List.of(NicRequest.on("default")),
                List.of(),
                null,
                Map.of("tier", "web"),
                Map.of(),
                null,
                null,
                hardware,
                false,
                running,
                PlacementRule.SPREAD);
        return ended(kloigos.vms().provision(ANN, request)).vmId();
    }

    /** What a volume holds, as its host sends it. */
    byte[] content(String host, String pool, String volume) throws IOException {
        try (InputStream in = host(host).storage().content(pool, volume).open()) {
            return in.readAllBytes();
        }
    }

    /** What hosts have, but for which record the marks of domains are of, and how full volumes are. */
    List<String> picture() {
        List<String> picture = new ArrayList<>();
        for (String host : List.of("h1", "h2")) {
            HostView view = host(host).look();
            TreeSet<String> lines = new TreeSet<>();
            view.domains().forEach(domain -> lines.add(line(domain)));
            view.volumes().forEach(volume -> lines.add(line(volume)));
            view.snapshots().forEach(snapshot -> lines.add(snapshot.toString()));
            view.networks().stream().map(Network::toString).forEach(lines::add);
            view.pools()
                    .forEach(pool -> lines.add(List.of(pool.name(), pool.active(), pool.autostart())
                            .toString()));
            picture.add(host + ":");
            picture.addAll(lines);
            picture.addAll(hosts.picture(host));
        }
        return picture;
    }

    private static String line(Volume volume) {
        return List.of(
                        volume.pool(),
                        volume.name(),
                        volume.format(),
                        volume.capacityBytes(),
                        String.valueOf(volume.backingPath()))
                .toString();
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
            Map<UUID, Stamp> stamps = new HashMap<>();
            host(host).look().domains().stream()
                    .filter(domain -> domain.stamp() != null)
                    .forEach(domain -> stamps.put(domain.vmId(), domain.stamp()));
            assertThat(vms).allSatisfy(vm -> {
                assertThat(vm.phase()).isEqualTo(VmPhase.ACTIVE);
                assertThat(Drift.of(vm)).isEmpty();
            });
            assertThat(stamps).isEqualTo(vms.stream().collect(Collectors.toMap(Vm::vmId, Vm::stamp)));
            assertThat(kloigos.orphans().list(host).volumes())
                    .noneMatch(orphan -> orphan.volume().name().startsWith("kloigos-"));
        }
        assertThat(kloigos.trash().list()).noneMatch(Trashed::going);
        assertThat(kloigos.backups().list()).allMatch(backup -> backup.status() == Backup.Status.AVAILABLE);
    }

    /** Takes away the VMs that nobody needs any more: with all that there ever were, each look would take longer. */
    void clear() throws Exception {
        for (Server server : kloigos.servers().list(new ServerQuery(null, null, null, Map.of(), null, null))) {
            kloigos.servers().remove(ANN, server.hostname(), true);
        }
        for (String host : List.of("h1", "h2")) {
            // what is built on another one is newer
            for (Vm vm : kloigos.vms().list(VmQuery.onHost(host))) {
                if (vm.vmId().equals(guest)) {
                    continue;
                }
                if (vm.deleteProtected()) {
                    ended(kloigos.vmEdits().edit(ANN, vm.vmId(), new VmEdit(null, null, false, null)));
                }
                ended(kloigos.vms().delete(ANN, vm.vmId(), false));
            }
        }
    }

    @Override
    public void close() {
        kloigos.close();
        hosts.close();
    }
}
