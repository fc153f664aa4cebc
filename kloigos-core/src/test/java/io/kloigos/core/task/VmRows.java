package io.kloigos.core.task;

import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.BASE;
import static io.kloigos.core.task.World.MIB;
import static io.kloigos.core.task.World.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kloigos.core.drift.DriftScope;
import io.kloigos.core.drift.ImportRequest;
import io.kloigos.core.drift.VolumeName;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.network.AddressRequest;
import io.kloigos.core.network.HostNetwork;
import io.kloigos.core.network.NetworkQuery;
import io.kloigos.core.network.ReservedAddress;
import io.kloigos.core.server.Claim;
import io.kloigos.core.server.ServerQuery;
import io.kloigos.core.server.vm.VmTemplate;
import io.kloigos.core.vm.DiskRequest;
import io.kloigos.core.vm.NicRequest;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmEdit;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.migration.MigrationRequest;
import io.kloigos.core.vm.placement.PlacementRule;
import io.kloigos.core.vm.report.VmField;
import io.kloigos.core.vm.snapshot.SnapshotRequest;
import io.kloigos.core.vm.snapshot.VmSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/** Tasks on VMs as a whole: made, powered, changed, kept, moved, found. */
final class VmRows {
    private static final Duration PATIENCE = Duration.ofSeconds(World.PATIENCE_SECONDS / 2);

    private VmRows() {}

    static List<Row<?>> all() {
        return List.of(
                provision(),
                claimVm(),
                edit(),
                resize(),
                resizeLive(),
                takeSnapshot(),
                revert(),
                deleteSnapshot(),
                migrate(true, "createVolume"),
                migrate(false, "restore"),
                adopt(),
                mend(),
                importDomain(),
                removeOrphan());
    }

    static List<Row<?>> power() {
        return List.of(
                power(VmAction.START, false, PowerState.RUNNING),
                power(VmAction.STOP, true, PowerState.STOPPED),
                power(VmAction.FORCE_STOP, true, PowerState.STOPPED),
                power(VmAction.REBOOT, true, PowerState.RUNNING),
                power(VmAction.RESET, true, PowerState.RUNNING),
                power(VmAction.PAUSE, true, PowerState.PAUSED),
                power(VmAction.RESUME, true, PowerState.RUNNING),
                power(VmAction.SUSPEND_TO_DISK, true, PowerState.STOPPED));
    }

    private static Hypervisor h1(World world) {
        return world.host("h1");
    }

    private static Domain there(World world, UUID vm) {
        return h1(world).domain(vm).orElseThrow();
    }

    private static Domain named(World world, String name) {
        return h1(world).look().domains().stream()
                .filter(domain -> domain.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** With everything that takes a step of its own. */
    private static Row<String> provision() {
        return new Row<>(
                "vm.provision",
                world -> world.name("full"),
                (world, name) -> world.kloigos()
                        .vms()
                        .provision(
                                ANN,
                                new VmRequest(
                                        "h1",
                                        name,
                                        1,
                                        64,
                                        BASE,
                                        1,
                                        null,
                                        List.of(new DiskRequest("fast", null, 1, VolumeFormat.RAW, null)),
                                        List.of(NicRequest.on("default")),
                                        List.of(),
                                        null,
                                        Map.of(),
                                        Map.of(),
                                        null,
                                        null,
                                        Hardware.ANY,
                                        true,
                                        true,
                                        PlacementRule.SPREAD)),
                (world, name) -> {
                    Domain made = named(world, name);
                    assertThat(made.state()).isEqualTo(PowerState.RUNNING);
                    assertThat(made.autostart()).isTrue();
                    assertThat(h1(world).volumes("fast"))
                            .filteredOn(
                                    volume -> volume.name().contains(made.vmId().toString()))
                            .hasSize(1);
                },
                "start");
    }

    /** A claim that no free server fits. */
    private static Row<String> claimVm() {
        return new Row<>(
                "server.enlist_vm",
                world -> {
                    String name = world.name("template");
                    VmRequest request = new VmRequest(
                            "h1",
                            name,
                            1,
                            128,
                            world.hosts().obedientImage(),
                            "default",
                            null,
                            List.of(),
                            null,
                            Map.of("size", name),
                            null,
                            true);
                    world.kloigos()
                            .vmTemplates()
                            .add(
                                    ANN,
                                    new VmTemplate(
                                            name,
                                            "",
                                            request,
                                            VmTemplate.OnRelease.DELETE,
                                            Instant.now().truncatedTo(ChronoUnit.MILLIS)));
                    return name;
                },
                (world, name) -> {
                    CompletableFuture<?> claim = world.kloigos().poolVms().claim(ANN, Claim.of(name), name);
                    UUID task = world.kloigos()
                            .tasks()
                            .list(new TaskQuery(null, "server.enlist_vm", null, null, 1))
                            .get(0)
                            .taskId();
                    return new Pending<>(task, claim);
                },
                (world, name) -> assertThat(world.kloigos()
                                .servers()
                                .list(new ServerQuery(null, null, null, Map.of("size", name), null, null)))
                        .singleElement()
                        .satisfies(server -> assertThat(server.serviceName()).isEqualTo(name)),
                null);
    }

    private static Row<UUID> power(VmAction action, boolean running, PowerState after) {
        return new Row<>(
                "vm.action",
                world -> action == VmAction.STOP ? world.guest() : world.vm(running),
                (world, vm) -> world.kloigos().vms().act(ANN, vm, action, PATIENCE),
                (world, vm) -> {
                    assertThat(there(world, vm).state()).isEqualTo(after);
                    assertThat(world.kloigos().vms().get(vm).powerState()).isEqualTo(after);
                },
                null);
    }

    private record Renamed(UUID vm, String name) {}

    private static Row<Renamed> edit() {
        return new Row<>(
                "vm.edit",
                world -> new Renamed(world.vm(false), world.name("renamed")),
                (world, scene) -> world.kloigos()
                        .vmEdits()
                        .edit(ANN, scene.vm(), new VmEdit(scene.name(), true, true, "the shop")),
                (world, scene) -> {
                    assertThat(there(world, scene.vm()).name()).isEqualTo(scene.name());
                    assertThat(there(world, scene.vm()).autostart()).isTrue();
                    assertThat(world.kloigos().vms().get(scene.vm()))
                            .returns(true, Vm::deleteProtected)
                            .returns("the shop", Vm::description);
                },
                "mark");
    }

    private static Row<UUID> resize() {
        return new Row<>(
                "vm.resize",
                // a real one that runs is only as large as it was told beforehand
                world -> world.vm(!world.hosts().areReal()),
                (world, vm) -> world.kloigos().vmEdits().resize(ANN, vm, 2, 96),
                (world, vm) -> assertThat(there(world, vm).next())
                        .returns(2, Definition::cpuCores)
                        .returns(96L, Definition::memoryMb),
                "mark");
    }

    /** Within what it may grow to. That a guest gives up again what it got cannot be had from each. */
    private static Row<UUID> resizeLive() {
        return new Row<>(
                "vm.resize",
                world -> {
                    UUID vm = world.guest();
                    if (there(world, vm).cpuCores() > 1) {
                        ended(world.kloigos().vmEdits().resize(ANN, vm, 1, 128));
                    }
                    return vm;
                },
                (world, vm) -> world.kloigos().vmEdits().resize(ANN, vm, 2, 160),
                // its guest takes its time with memory
                (world, vm) -> await().pollDelay(Duration.ZERO).untilAsserted(() -> {
                    world.look();
                    assertThat(there(world, vm).now())
                            .returns(2, Definition::cpuCores)
                            .returns(160L, Definition::memoryMb);
                    assertThat(world.kloigos().vms().get(vm).restartRequired()).isFalse();
                }),
                "amend");
    }

    private record Kept(UUID vm, String snapshot) {
        UUID id() {
            return VmSnapshot.id(vm, snapshot);
        }

        static Kept of(World world) throws Exception {
            Kept kept = new Kept(world.vm(true), "clean");
            ended(kept.take(world));
            return kept;
        }

        Pending<?> take(World world) {
            return world.kloigos().snapshots().take(ANN, vm, new SnapshotRequest(snapshot, null, null));
        }

        List<String> names(World world) {
            return h1(world).snapshots().of(vm).stream()
                    .map(each -> each.name())
                    .toList();
        }
    }

    private static Row<Kept> takeSnapshot() {
        return new Row<>(
                "vm.snapshot",
                world -> new Kept(world.vm(true), "clean"),
                (world, scene) -> scene.take(world),
                (world, scene) -> assertThat(scene.names(world)).containsExactly("clean"),
                "create");
    }

    private static Row<Kept> revert() {
        return new Row<>(
                "vm.revert",
                world -> {
                    Kept kept = Kept.of(world);
                    ended(world.kloigos().vmEdits().resize(ANN, kept.vm(), 2, 96));
                    return kept;
                },
                (world, scene) -> world.kloigos().snapshots().revert(ANN, scene.vm(), scene.id()),
                (world, scene) -> {
                    assertThat(there(world, scene.vm()).cpuCores()).isEqualTo(1);
                    assertThat(world.kloigos().vms().get(scene.vm()).cpuCores()).isEqualTo(1);
                },
                null);
    }

    private static Row<Kept> deleteSnapshot() {
        return new Row<>(
                "vm.snapshot_delete",
                Kept::of,
                (world, scene) -> world.kloigos().snapshots().delete(ANN, scene.vm(), scene.id()),
                (world, scene) -> assertThat(scene.names(world)).isEmpty(),
                null);
    }

    private static Row<UUID> migrate(boolean live, String failing) {
        return new Row<>(
                "vm.migrate",
                world -> {
                    UUID vm = world.vm(live);
                    String address = free(world, "h1", "h2");
                    ended(world.kloigos()
                            .reservations()
                            .reserve(ANN, new AddressRequest(network(world, "h1"), "h1", null, address, null, vm)));
                    return vm;
                },
                (world, vm) -> world.kloigos().migrations().migrate(ANN, vm, new MigrationRequest("h2", null, null)),
                (world, vm) -> {
                    assertThat(h1(world).domain(vm)).isEmpty();
                    assertThat(world.host("h2").domain(vm).orElseThrow().state())
                            .isEqualTo(live ? PowerState.RUNNING : PowerState.STOPPED);
                    assertThat(h1(world).volumes("default"))
                            .noneMatch(volume -> volume.name().contains(vm.toString()));
                    assertThat(world.host("h2").volume("default", VmVolumes.root(vm)))
                            .isPresent();
                    assertThat(kept(world, "h1", vm)).isEmpty();
                    assertThat(kept(world, "h2", vm)).hasSize(1);
                },
                failing);
    }

    /** An address that nobody has on these hosts, by a lease or for good. */
    private static String free(World world, String... hosts) {
        // leases of VMs that are gone are still recorded
        world.look();
        Set<String> taken = new HashSet<>();
        for (String host : hosts) {
            world.host(host).look().domains().forEach(domain -> taken.addAll(domain.addresses()));
            world.kloigos().reservations().list(network(world, host), host).forEach(each -> taken.add(each.address()));
        }
        return IntStream.range(2, 255)
                .mapToObj(last -> "192.168.122." + last)
                .filter(address -> !taken.contains(address))
                .findFirst()
                .orElseThrow();
    }

    private static UUID network(World world, String host) {
        return world.kloigos().networks().list(new NetworkQuery(host, null, "default", null, null, 10)).stream()
                .map(HostNetwork::networkId)
                .findFirst()
                .orElseThrow();
    }

    /** The addresses that are kept for the VM on a host, which knows of them. */
    private static List<ReservedAddress> kept(World world, String host, UUID vm) {
        UUID network = network(world, host);
        List<ReservedAddress> kept = world.kloigos().reservations().list(network, host).stream()
                .filter(each -> vm.equals(each.vmId()))
                .toList();
        assertThat(world.host(host).networks().network(network).orElseThrow().reservations())
                .containsAll(kept.stream().map(ReservedAddress::reservation).toList());
        return kept;
    }

    /** A VM that somebody gave other CPUs by hand. */
    private static UUID drifted(World world) throws Exception {
        UUID vm = world.vm(false);
        world.hosts().define("h1", vm, there(world, vm).name(), 4);
        world.kloigos().hosts().refresh("h1");
        return vm;
    }

    private static Row<UUID> adopt() {
        return new Row<>(
                "drift.adopt",
                VmRows::drifted,
                (world, vm) -> world.kloigos().adoptions().adopt(ANN, vm, Set.of(VmField.CPU_CORES)),
                (world, vm) ->
                        assertThat(world.kloigos().vms().get(vm).cpuCores()).isEqualTo(4),
                "mark");
    }

    private static Row<UUID> mend() {
        return new Row<>(
                "drift.mend",
                VmRows::drifted,
                (world, vm) -> {
                    String plan = world.kloigos()
                            .drift()
                            .plan(new DriftScope("h1", vm, Set.of()))
                            .hash();
                    return world.kloigos().drift().apply(ANN, plan, "h1", vm);
                },
                (world, vm) -> assertThat(there(world, vm).cpuCores()).isEqualTo(1),
                "amend");
    }

    private static Row<UUID> importDomain() {
        return new Row<>(
                "vm.import",
                world -> {
                    UUID id = UUID.randomUUID();
                    world.hosts().define("h1", id, world.name("wild"), 3);
                    world.kloigos().hosts().refresh("h1");
                    return id;
                },
                (world, id) -> world.kloigos()
                        .adoptions()
                        .importDomain(ANN, new ImportRequest("h1", id, null, null, null, null, null)),
                (world, id) ->
                        assertThat(world.kloigos().vms().get(id).cpuCores()).isEqualTo(3),
                "mark");
    }

    private static Row<String> removeOrphan() {
        return new Row<>(
                "orphans.remove",
                world -> {
                    String name = world.name("spare");
                    h1(world).createVolume(new VolumeSpec("default", name, VolumeFormat.QCOW2, MIB, null));
                    world.kloigos().hosts().refresh("h1");
                    return name;
                },
                (world, name) -> world.kloigos().orphans().remove(ANN, "h1", List.of(new VolumeName("default", name))),
                (world, name) -> assertThat(h1(world).volume("default", name)).isEmpty(),
                null);
    }
}
