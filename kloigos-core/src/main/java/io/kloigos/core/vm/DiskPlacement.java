package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hypervisor;
import java.util.List;
import java.util.function.Function;

/** Where the disks of a VM's domain stand from its next start on; all else stays as the host has it. */
public final class DiskPlacement {
    private final Hypervisor host;
    private final VmChange change;

    public DiskPlacement(Hypervisor host, VmChange change) {
        this.host = host;
        this.change = change;
    }

    /** The disk as it is, to be left alone. */
    public static Amendment.Disk same(Domain.Disk disk) {
        return new Amendment.Disk(disk.device(), disk.format(), disk.source(), null, disk.target());
    }

    /** Has each disk stand where that says; does nothing when all do. */
    public void set(Function<Domain.Disk, Amendment.Disk> place) {
        Domain there = host.domain(change.vmId())
                .orElseThrow(() -> KloigosException.notFound("domain on " + change.hostId() + ",", change.vmId()));
        List<Amendment.Disk> disks = there.next().disks().stream().map(place).toList();
        host.amend(new Amendment(
                change.vmId(),
                change.stampBack(),
                there.name(),
                there.next().cpuCores(),
                there.next().memoryMb(),
                disks,
                null));
    }
}
