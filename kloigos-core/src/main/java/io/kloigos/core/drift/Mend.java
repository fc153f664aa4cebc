package io.kloigos.core.drift;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.Hypervisor;
import io.kloigos.core.hypervisor.SavedDomain;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings one VM's domain to what is wanted of it, looking at the host first. The same code is rehearsed for a plan and run
 * when that is applied; running it again does no harm.
 */
final class Mend {
    private final Vm vm;
    private @Nullable SavedDomain saved;
    private List<String> atRestart = List.of();

    Mend(Vm vm) {
        this.vm = vm;
    }

    /** What the domain was before; null when there was none. */
    @Nullable
    SavedDomain saved() {
        return saved;
    }

    /** What only a restart brings to the domain as it runs. */
    List<String> atRestart() {
        return atRestart;
    }

    void run(Hypervisor host) {
        Optional<Domain> there = host.domain(vm.vmId());
        if (there.isEmpty()) {
            defineAgain(host);
        } else {
            saved = host.save(vm.vmId()).orElse(null);
            amend(host, there.get());
        }
    }

    private void defineAgain(Hypervisor host) {
        host.define(vm.domain());
        VmSpec spec = vm.spec();
        if (spec != null && spec.hasEmptyDrive()) {
            host.amend(amendment(host, true, false));
        }
        if (spec != null && spec.autostart()) {
            host.setAutostart(vm.vmId(), true);
        }
    }

    private void amend(Hypervisor host, Domain there) {
        Refusal refusal = Refusal.of(there.stamp(), vm.ownerId().toString(), vm.generation());
        if (refusal != null) {
            throw KloigosException.conflict("Domain " + there.name() + " " + refusal.sentence() + ".");
        }
        List<Difference> differences = Differences.of(vm, there);
        atRestart = Differences.atRestart(vm, there);
        host.amend(amendment(
                host,
                Differences.has(differences, Differences.DISKS),
                Differences.has(differences, Differences.NETWORKS)));
        VmSpec spec = vm.spec();
        if (spec != null) {
            host.mark(vm.vmId(), vm.stamp());
            if (spec.autostart() != there.autostart()) {
                host.setAutostart(vm.vmId(), spec.autostart());
            }
        }
    }

    private Amendment amendment(Hypervisor host, boolean disks, boolean nics) {
        VmSpec spec = vm.spec();
        if (spec != null && disks) {
            spec.disks().forEach(disk -> require(host, disk));
        }
        return new Amendment(
                vm.vmId(),
                vm.stamp(),
                vm.domainName(),
                vm.cpuCores(),
                vm.memoryMb(),
                spec == null ? Hardware.ANY : spec.hardware(),
                spec != null && disks ? Differences.wantedDisks(vm, spec) : null,
                spec != null && nics ? spec.nics() : null);
    }

    private void require(Hypervisor host, VmSpec.Disk disk) {
        String pool = disk.pool();
        String volume = disk.volume();
        if (pool != null && volume != null && host.volume(pool, volume).isEmpty()) {
            throw KloigosException.notFound("volume on host " + vm.hostId() + " for the disk", disk.words());
        }
        if (volume != null && disk.path(vm.poolPaths()) == null) {
            throw KloigosException.conflict("Host " + vm.hostId() + " has not told where its storage pool " + pool
                    + " is. Refresh the host first.");
        }
    }
}
