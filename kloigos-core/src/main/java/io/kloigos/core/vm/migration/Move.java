package io.kloigos.core.vm.migration;

import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.network.AddressMove;
import io.kloigos.core.task.Stage;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmTask;
import java.util.List;
import java.util.UUID;

/**
 * A VM on its way from one host to another.
 *
 * @param hostId where it comes from
 * @param live whether it runs meanwhile
 * @param copied whether its disks are copied along
 * @param disks its volumes, CD-ROMs included
 * @param autostart whether it starts with its host
 * @param addresses that are kept for it, and go with it
 */
record Move(
        UUID vmId,
        String hostId,
        String name,
        String targetHostId,
        String owner,
        boolean live,
        boolean copied,
        List<VmSpec.Disk> disks,
        boolean autostart,
        List<AddressMove> addresses)
        implements VmTask.Params {
    Move {
        disks = List.copyOf(disks);
        addresses = addresses == null ? List.of() : List.copyOf(addresses);
    }

    /** The volumes of a VM. */
    static List<VmSpec.Disk> volumes(VmSpec spec) {
        return spec.disks().stream().filter(disk -> disk.volume() != null).toList();
    }

    Hypervisor source(Stage stage) {
        return stage.at(hostId);
    }

    Hypervisor target(Stage stage) {
        return stage.at(targetHostId);
    }

    /** Whether it has arrived: the other host has it, and the one that it came from has not. */
    boolean hasArrived(Stage stage) {
        return source(stage).state(vmId).isEmpty() && target(stage).state(vmId).isPresent();
    }

    /** The disks that the guest writes to. */
    List<VmSpec.Disk> written() {
        return disks.stream().filter(disk -> !disk.device().equals("cdrom")).toList();
    }

    List<VmSpec.Disk> media() {
        return disks.stream().filter(disk -> disk.device().equals("cdrom")).toList();
    }
}
