package io.kloigos.core.vm.disk;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.hypervisor.VolumeSpec;
import io.kloigos.core.task.Stage;
import io.kloigos.core.vm.DiskPlacement;
import io.kloigos.core.vm.VmChange;
import io.kloigos.core.vm.VolumeGuard;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Has a disk of a domain stand in another volume, with all that it holds. How far it is, it sees by looking at the domain: the
 * volume that this names is the one that counts.
 */
final class DiskCarrier {
    private final Stage stage;
    private final VmChange change;
    private final Hypervisor host;

    DiskCarrier(Stage stage, VmChange change) {
        this.stage = stage;
        this.change = change;
        this.host = stage.at(change.hostId());
    }

    void carry(DiskSpec from, DiskSpec to) {
        if (isActive(domain())) {
            carryLive(from, to);
        } else if (!isAt(domain(), to)) {
            // half of a copy, if an attempt that died has left one
            host.deleteVolume(to.pool(), to.volume());
            host.storage().copyVolume(from.pool(), from.volume(), to.pool(), to.volume(), to.format());
        }
        pointTo(to);
    }

    private void carryLive(DiskSpec from, DiskSpec to) {
        if (host.volume(to.pool(), to.volume()).isEmpty()) {
            long capacity = require(from).capacityBytes();
            host.createVolume(new VolumeSpec(to.pool(), to.volume(), to.format(), capacity, null));
        }
        host.mirrors().mirror(change.vmId(), change.owner(), to, stage::progress);
    }

    /**
     * Makes undone what was carried so far: the disk stands in its old volume, and the new one is gone.
     *
     * @param written whether the guest may have written to the new one
     */
    void bringBack(DiskSpec from, DiskSpec to, boolean written) {
        host.mirrors().callOff(change.vmId(), target(to));
        Domain domain = domain();
        if (isAt(domain, to)) {
            boolean untouched = !written && !isActive(domain);
            if (untouched && host.volume(from.pool(), from.volume()).isPresent()) {
                pointTo(from);
            } else {
                carry(to, from);
            }
        }
        new VolumeGuard(host).delete(to.pool(), to.volume());
    }

    /** Deletes the volume that the disk stood in. {@code CONFLICT} unless the disk stands in the other one, and in that alone. */
    void deleteOriginal(DiskSpec from, DiskSpec to) {
        if (!isAt(domain(), to)) {
            throw KloigosException.conflict("Disk " + target(to) + " of VM "
                    + change.before().name() + " is not in " + to.pool() + "/" + to.volume()
                    + ": the original is kept. Look at the VM, then move the disk again.");
        }
        new VolumeGuard(host).delete(from.pool(), from.volume());
    }

    private Domain domain() {
        return host.domain(change.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + change.hostId() + ",", change.vmId()));
    }

    static boolean isActive(Domain domain) {
        return domain.state() != PowerState.STOPPED && domain.state() != PowerState.CRASHED;
    }

    private Volume require(DiskSpec disk) {
        return host.volume(disk.pool(), disk.volume())
                .orElseThrow(() -> KloigosException.notFound(
                        "volume on " + change.hostId() + ",", disk.pool() + "/" + disk.volume()));
    }

    /** Whether the domain has it there, now or from its next start on. */
    private boolean isAt(Domain domain, DiskSpec disk) {
        Optional<Volume> volume = host.volume(disk.pool(), disk.volume());
        return Stream.concat(domain.disks().stream(), domain.next().disks().stream())
                .anyMatch(each -> each.target().equals(disk.target())
                        && volume.isPresent()
                        && volume.get().path().equals(each.source()));
    }

    /** From the domain's next start on; one that runs is there already. */
    private void pointTo(DiskSpec disk) {
        String path = require(disk).path();
        new DiskPlacement(host, change)
                .set(each -> each.target().equals(disk.target())
                        ? new Amendment.Disk(each.device(), disk.format().word(), path, disk.bus(), each.target())
                        : DiskPlacement.same(each));
    }

    private static String target(DiskSpec disk) {
        return Objects.requireNonNull(disk.target());
    }
}
