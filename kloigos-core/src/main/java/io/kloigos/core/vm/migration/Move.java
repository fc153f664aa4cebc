package io.kloigos.core.vm.migration;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.network.AddressMove;
import io.kloigos.core.task.Stage;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmTask;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A VM on its way from one host to another.
 *
 * @param hostId where it comes from
 * @param liveAsked whether it is to run meanwhile; null for what suits its state
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
        @Nullable Boolean liveAsked,
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

    /** The volumes of a VM. {@code CONFLICT} when one is in no pool. */
    static List<VmSpec.Disk> volumes(Vm vm) {
        List<VmSpec.Disk> volumes = vm.requireSpec().disks().stream()
                .filter(disk -> disk.volume() != null)
                .toList();
        volumes.stream().filter(disk -> disk.pool() == null).findFirst().ifPresent(disk -> {
            throw KloigosException.conflict("Disk " + disk.words() + " of VM " + vm.name()
                    + " is in no storage pool: unplug it, or move the VM by hand.");
        });
        return volumes;
    }

    static boolean isOn(Vm vm) {
        return vm.lastState() != null && vm.lastState() != PowerState.STOPPED;
    }

    /** The same move of the VM as it is now. */
    Move of(Vm now) {
        return new Move(
                vmId,
                hostId,
                name,
                targetHostId,
                owner,
                liveAsked,
                liveAsked == null ? isOn(now) : liveAsked,
                copied,
                volumes(now),
                now.requireSpec().autostart(),
                addresses);
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
