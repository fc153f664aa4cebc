package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a fake host's domains come out of specs, and what their stamps forbid. */
final class FakeDomains {
    private FakeDomains() {}

    static void refuse(Domain there, Stamp ours) {
        refuse(there, ours.owner());
        Stamp stamp = there.stamp();
        if (stamp != null && stamp.generation() > ours.generation()) {
            throw KloigosException.conflict("Domain " + there.vmId() + " carries a newer generation.");
        }
    }

    static void refuse(Domain there, String owner) {
        Stamp stamp = there.stamp();
        if (stamp == null || !stamp.owner().equals(owner)) {
            throw KloigosException.conflict("Domain " + there.vmId() + " does not carry our stamp.");
        }
    }

    static Domain withAutostart(Domain domain, boolean autostart) {
        return new Domain(
                domain.vmId(),
                domain.name(),
                domain.state(),
                domain.persistent(),
                domain.cpuCores(),
                domain.memoryMb(),
                domain.disks(),
                domain.nics(),
                domain.atNextStart(),
                autostart,
                domain.addresses(),
                domain.stamp(),
                domain.type());
    }

    /** What a running domain uses: nothing that moves, except what tells one from another. */
    static DomainFigures figures(Domain domain) {
        return new DomainFigures(
                domain.vmId(),
                domain.name(),
                domain.state(),
                domain.cpuCores(),
                0,
                domain.memoryMb() << 20,
                domain.memoryMb() << 20,
                0,
                0,
                0,
                0,
                0,
                0);
    }

    static List<Lease> leases(Collection<Domain> domains) {
        List<Lease> leases = new ArrayList<>();
        for (Domain domain : domains) {
            for (int i = 0; i < domain.addresses().size(); i++) {
                Domain.Nic nic = domain.nics().get(i);
                leases.add(new Lease(
                        String.valueOf(nic.network()),
                        nic.mac(),
                        domain.addresses().get(i),
                        null));
            }
        }
        return leases;
    }

    static Domain defined(DomainSpec spec, @Nullable Domain before, FakeStorage storage) {
        List<Domain.Disk> disks = new ArrayList<>();
        for (DomainSpec.DiskSpec disk : spec.disks()) {
            Volume volume = storage.require(disk.pool(), disk.volume()).volume();
            boolean cdrom = disk.device() == DomainSpec.Device.CDROM;
            String device = cdrom ? "cdrom" : "disk";
            disks.add(new Domain.Disk(
                    target(device, disk.bus(), disk.target(), disks),
                    device,
                    disk.format().word(),
                    volume.path()));
        }
        List<Domain.Nic> nics = spec.nics().stream()
                .map(nic -> new Domain.Nic(nic.network(), nic.mac()))
                .toList();
        Definition asked = new Definition(spec.cpuCores(), spec.memoryMb(), disks, nics);
        Definition now = before != null && before.state() != PowerState.STOPPED ? before.now() : asked;
        return new Domain(
                spec.vmId(),
                spec.name(),
                before == null ? PowerState.STOPPED : before.state(),
                true,
                now.cpuCores(),
                now.memoryMb(),
                now.disks(),
                now.nics(),
                now.equals(asked) ? null : asked,
                before != null && before.autostart(),
                before == null ? List.of() : before.addresses(),
                spec.stamp(),
                before == null ? null : before.type());
    }

    /** Where a disk is plugged in, as it was asked for, or behind those that are there. */
    static String target(String device, @Nullable DiskBus bus, @Nullable String asked, List<Domain.Disk> there) {
        if (asked != null) {
            return asked;
        }
        String prefix = bus != null ? bus.prefix() : device.equals("cdrom") ? "sd" : "vd";
        return DiskTargets.free(prefix, there.stream().map(Domain.Disk::target).toList());
    }

    /** What was waiting for its next start is what it is made of once it stopped. */
    private static Domain settled(Domain domain) {
        Definition next = domain.next();
        return new Domain(
                domain.vmId(),
                domain.name(),
                domain.state(),
                domain.persistent(),
                next.cpuCores(),
                next.memoryMb(),
                next.disks(),
                next.nics(),
                null,
                domain.autostart(),
                domain.addresses(),
                domain.stamp(),
                domain.type());
    }

    /** A guest that runs has an address for each interface, told by the last byte of its MAC. */
    static Domain inState(Domain domain, PowerState state) {
        List<String> addresses = state != PowerState.RUNNING
                ? List.of()
                : domain.nics().stream()
                        .map(nic -> "192.168.122."
                                + Integer.parseInt(nic.mac().substring(nic.mac().lastIndexOf(':') + 1), 16))
                        .toList();
        return (state == PowerState.STOPPED ? settled(domain) : domain).withState(state, addresses);
    }
}
