package io.kloigos.core.task;

import static io.kloigos.core.task.World.ANN;
import static io.kloigos.core.task.World.ended;
import static org.assertj.core.api.Assertions.assertThat;

import io.kloigos.core.backup.Backup;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.clone.CloneRequest;
import io.kloigos.core.vm.disk.DiskRequest;
import java.util.List;
import java.util.UUID;

/** Tasks on the disks of VMs, and on copies of them. */
final class DiskRows {
    private DiskRows() {}

    static List<Row<?>> all() {
        return List.of(
                attachDisk(),
                detachDisk(),
                growDisk(),
                emptyDrive(),
                copyVm(),
                deleteVm(),
                makeBackup(),
                deleteBackup());
    }

    private static List<String> targets(World world, UUID vm) {
        return world.host("h1").domain(vm).orElseThrow().disks().stream()
                .map(Domain.Disk::target)
                .toList();
    }

    private static UUID vmWithDisk(World world) throws Exception {
        UUID vm = world.vm(true);
        ended(world.kloigos().disks().attach(ANN, vm, disk()));
        return vm;
    }

    private static DiskRequest disk() {
        return new DiskRequest("fast", null, 1, null, null, "vdb");
    }

    private static Row<UUID> attachDisk() {
        return new Row<>(
                "vm.disk_attach",
                world -> world.vm(true),
                (world, vm) -> world.kloigos().disks().attach(ANN, vm, disk()),
                (world, vm) -> assertThat(targets(world, vm)).contains("vdb"),
                "attachDisk");
    }

    private static Row<UUID> detachDisk() {
        return new Row<>(
                "vm.disk_detach",
                DiskRows::vmWithDisk,
                (world, vm) -> world.kloigos().disks().detach(ANN, vm, "vdb", false),
                (world, vm) -> assertThat(targets(world, vm)).doesNotContain("vdb"),
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

    private static Row<UUID> deleteVm() {
        return new Row<>(
                "vm.delete",
                DiskRows::vmWithDisk,
                (world, vm) -> world.kloigos().vms().delete(ANN, vm, false),
                (world, vm) -> assertThat(world.host("h1").domain(vm)).isEmpty(),
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

    private static Row<Backup> deleteBackup() {
        return new Row<>(
                "backup.delete",
                world -> ended(world.kloigos().backups().make(ANN, world.vm(true), "fast", "old")),
                (world, backup) -> world.kloigos().backups().delete(ANN, backup.backupId()),
                (world, backup) -> assertThat(world.kloigos().backups().list()).doesNotContain(backup),
                null);
    }
}
