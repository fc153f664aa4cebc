package io.kloigos.core.task;

import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.ended;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kloigos.core.backup.Backup;
import io.kloigos.core.backup.RestoreRequest;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.image.Image;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmAction;
import io.kloigos.core.vm.VmDisks;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.disk.DiskRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/** Tasks on the disks of VMs, and on copies of them. */
final class DiskRows {
    private DiskRows() {}

    static List<Row<?>> all() {
        return List.of(
                attachDisk(),
                detachDisk(VmDisks.DELETE, World::guest),
                detachDisk(VmDisks.TRASH, world -> world.vm(false)),
                growDisk(),
                moveDisk(true),
                moveDisk(false),
                emptyDrive(),
                deployImage(),
                copyVm(),
                linkVm(),
                deleteVm(),
                trashVm(),
                makeBackup(),
                restoreBackup("h1", "default"),
                restoreBackup("h2", "fast"),
                deleteBackup());
    }

    private static List<String> targets(World world, UUID vm) {
        return world.host("h1").domain(vm).orElseThrow().disks().stream()
                .map(Domain.Disk::target)
                .toList();
    }

    private static UUID vmWithDisk(World world) throws Exception {
        return withDisk(world, world.vm(true));
    }

    private static UUID withDisk(World world, UUID vm) throws Exception {
        if (!targets(world, vm).contains("vdb")) {
            ended(world.kloigos().disks().attach(ANN, vm, disk()));
        }
        return vm;
    }

    private static DiskRequest disk() {
        return new DiskRequest("fast", null, 1, null, null, "vdb");
    }

    private static Row<UUID> attachDisk() {
        return new Row<>(
                "vm.disk_attach",
                World::guest,
                (world, vm) -> world.kloigos().disks().attach(ANN, vm, disk()),
                (world, vm) -> assertThat(targets(world, vm)).contains("vdb"),
                "attachDisk");
    }

    private static Row<UUID> detachDisk(VmDisks volume, Row.Prepare<UUID> made) {
        return new Row<>(
                "vm.disk_detach",
                world -> withDisk(world, made.in(world)),
                (world, vm) -> world.kloigos().disks().detach(ANN, vm, "vdb", volume),
                (world, vm) -> {
                    assertThat(targets(world, vm)).doesNotContain("vdb");
                    assertThat(world.kloigos().trash().list())
                            .filteredOn(trashed -> trashed.volume().contains(vm.toString()))
                            .hasSize(volume == VmDisks.TRASH ? 1 : 0);
                },
                "detachDisk");
    }

    private static Row<UUID> growDisk() {
        return new Row<>(
                "vm.disk_grow",
                DiskRows::vmWithDisk,
                (world, vm) -> world.kloigos().disks().grow(ANN, vm, "vdb", 2),
                (world, vm) -> assertThat(world.host("h1").volumes("fast"))
                        .filteredOn(volume -> volume.name().contains(vm.toString()))
                        .allMatch(volume -> volume.capacityBytes() == 2 * VmVolumes.GIB)
                        .hasSize(1),
                null);
    }

    private static Row<UUID> moveDisk(boolean running) {
        return new Row<>(
                "vm.disk_move",
                world -> {
                    UUID vm = world.vm(false);
                    world.hosts().write("h1", "default", VmVolumes.root(vm), vm.toString());
                    if (running) {
                        ended(world.kloigos().vms().act(ANN, vm, VmAction.START, Duration.ZERO));
                    }
                    return vm;
                },
                (world, vm) -> world.kloigos().disks().move(ANN, vm, "vda", "fast"),
                (world, vm) -> {
                    String root = VmVolumes.root(vm);
                    assertThat(world.hosts()
                                    .read("h1", "fast", root, vm.toString().length()))
                            .isEqualTo(vm.toString());
                    assertThat(world.host("h1").volume("default", root)).isEmpty();
                    assertThat(world.host("h1").domain(vm).orElseThrow().disks())
                            .extracting(Domain.Disk::source)
                            .contains(world.host("h1")
                                    .volume("fast", root)
                                    .orElseThrow()
                                    .path());
                },
                "mark");
    }

    private static Row<UUID> emptyDrive() {
        return new Row<>(
                "vm.cdrom",
                world -> world.vm(true),
                (world, vm) -> world.kloigos().disks().changeMedium(ANN, vm, null, "default", null),
                (world, vm) -> assertThat(
                                world.host("h1").domain(vm).orElseThrow().disks())
                        .filteredOn(disk -> disk.device().equals("cdrom"))
                        .allMatch(disk -> disk.source() == null)
                        .hasSize(1),
                null);
    }

    private record Deployed(UUID vm, Image image) {}

    private static Row<Deployed> deployImage() {
        return new Row<>(
                "vm.deploy",
                world -> {
                    String name = world.name("image");
                    Path file = Files.write(
                            world.folder().resolve(name), world.hosts().image());
                    Image image = ended(world.kloigos().images().load(ANN, "h1", name, "1", file));
                    return new Deployed(world.vm(false), image);
                },
                (world, scene) -> world.kloigos()
                        .disks()
                        .deploy(ANN, scene.vm(), scene.image().name(), VmDisks.TRASH),
                (world, scene) -> {
                    Domain domain = world.host("h1").domain(scene.vm()).orElseThrow();
                    assertThat(world.host("h1").volumes("default"))
                            .filteredOn(volume ->
                                    volume.path().equals(domain.disks().get(0).source()))
                            .singleElement()
                            .satisfies(volume -> assertThat(volume.backingPath())
                                    .endsWith("/" + scene.image().volume()));
                    assertThat(world.kloigos().trash().list())
                            .filteredOn(trashed -> trashed.volume().equals(VmVolumes.root(scene.vm())))
                            .hasSize(1);
                },
                "mark");
    }

    private record Copied(UUID vm, String name) {}

    private static Row<Copied> copyVm() {
        return new Row<>(
                "vm.clone",
                world -> new Copied(world.vm(false), world.name("copy")),
                (world, scene) -> world.kloigos().clones().clone(ANN, scene.vm(), new CloneRequest(scene.name(), true)),
                (world, scene) -> assertThat(world.host("h1").look().domains())
                        .filteredOn(domain -> domain.name().equals(scene.name()))
                        .hasSize(1),
                "start");
    }

    private static Row<Copied> linkVm() {
        return new Row<>(
                "vm.clone_linked",
                world -> new Copied(world.vm(false), world.name("linked")),
                (world, scene) ->
                        world.kloigos().clones().clone(ANN, scene.vm(), new CloneRequest(scene.name(), true, true)),
                (world, scene) -> assertThat(world.host("h1").volumes("default"))
                        .filteredOn(volume ->
                                String.valueOf(volume.backingPath()).endsWith("/" + VmVolumes.root(scene.vm())))
                        .hasSize(2),
                "start");
    }

    private static Row<UUID> deleteVm() {
        return new Row<>(
                "vm.delete",
                DiskRows::vmWithDisk,
                (world, vm) -> world.kloigos().vms().delete(ANN, vm, false),
                (world, vm) -> assertThat(world.host("h1").domain(vm)).isEmpty(),
                null);
    }

    private static Row<UUID> trashVm() {
        return new Row<>(
                "vm.delete",
                DiskRows::vmWithDisk,
                (world, vm) -> world.kloigos().vms().delete(ANN, vm, VmDisks.TRASH, null),
                (world, vm) -> {
                    assertThat(world.host("h1").domain(vm)).isEmpty();
                    assertThat(world.kloigos().trash().list())
                            .filteredOn(trashed -> trashed.volume().contains(vm.toString()))
                            .hasSize(2);
                },
                null);
    }

    private static Row<Vm> makeBackup() {
        return new Row<>(
                "vm.backup",
                world -> world.kloigos().vms().get(vmWithDisk(world)),
                (world, vm) -> world.kloigos().backups().make(ANN, vm.vmId(), "fast", "nightly"),
                (world, vm) -> {
                    Backup backup = world.kloigos().backups().ofVm(vm.vmId()).get(0);
                    assertThat(backup.volumes()).extracting(DiskCopy::target).containsExactlyInAnyOrder("vda", "vdb");
                    assertThat(backup.volumes())
                            .allMatch(copy -> world.host("h1")
                                    .volume("fast", copy.volume())
                                    .isPresent());
                },
                "copyDisks");
    }

    private record Restored(Backup backup, RestoreRequest request) {}

    private static Row<Restored> restoreBackup(String host, String pool) {
        return new Row<>(
                "backup.restore",
                world -> new Restored(
                        ended(world.kloigos().backups().make(ANN, vmWithDisk(world), "fast", "nightly")),
                        new RestoreRequest(world.name("restored"), host, pool, null, null, null, true)),
                (world, scene) ->
                        world.kloigos().backups().restore(ANN, scene.backup().backupId(), scene.request()),
                (world, scene) -> {
                    Domain domain = world.host(host).look().domains().stream()
                            .filter(each -> each.name().equals(scene.request().name()))
                            .findFirst()
                            .orElseThrow();
                    assertThat(domain.disks())
                            .extracting(Domain.Disk::target, Domain.Disk::device)
                            .contains(tuple("vda", "disk"), tuple("vdb", "disk"));
                    assertThat(world.host(host).volumes(pool))
                            .filteredOn(volume ->
                                    volume.name().contains(domain.vmId().toString())
                                            && !volume.name().endsWith(".iso"))
                            .hasSize(2);
                },
                "start");
    }

    private static Row<Backup> deleteBackup() {
        return new Row<>(
                "backup.delete",
                world -> ended(world.kloigos().backups().make(ANN, world.vm(true), "fast", "old")),
                (world, backup) -> world.kloigos().backups().delete(ANN, backup.backupId()),
                (world, backup) -> assertThat(world.kloigos().backups().list()).doesNotContain(backup),
                null);
    }
}
