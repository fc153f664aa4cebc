package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Devices of domains on a fake host, whose guests let go of what is unplugged unless told otherwise. */
record FakeDevices(FakeHypervisor host, FakeStorage storage) implements DevicesOfDomains {
    @Override
    public void resizeNow(UUID vmId, String owner, int cpuCores, long memoryMb) {
        Domain there = ours(vmId, owner);
        if (FakeAmendments.isActive(there)) {
            Definition now = new Definition(cpuCores, memoryMb, there.disks(), there.nics());
            host.put(FakeAmendments.made(there, now, there.next()));
        }
    }

    @Override
    public void attachDisk(UUID vmId, String owner, DiskSpec disk) {
        Domain.Disk added = disk(disk);
        edit(vmId, owner, disks -> with(disks, added, there -> there.target().equals(added.target())), nics -> nics);
    }

    @Override
    public void detachDisk(UUID vmId, String owner, String target) {
        requireLetGo(
                ours(vmId, owner),
                "disk " + target,
                there -> there.disks().stream().anyMatch(disk -> disk.target().equals(target)));
        edit(vmId, owner, disks -> without(disks, disk -> disk.target().equals(target)), nics -> nics);
    }

    @Override
    public void growDisk(UUID vmId, String owner, DiskSpec disk, long bytes) {
        ours(vmId, owner);
        if (storage.require(disk.pool(), disk.volume()).volume().capacityBytes() < bytes) {
            storage.resizeVolume(disk.pool(), disk.volume(), bytes);
        }
    }

    @Override
    public void changeMedium(UUID vmId, String owner, String target, @Nullable DiskSpec medium) {
        String path = medium == null
                ? null
                : storage.require(medium.pool(), medium.volume()).volume().path();
        if (ours(vmId, owner).disks().stream().noneMatch(disk -> disk.target().equals(target))) {
            throw KloigosException.notFound("drive", target);
        }
        edit(
                vmId,
                owner,
                disks -> disks.stream()
                        .map(disk -> disk.target().equals(target)
                                ? new Domain.Disk(disk.target(), disk.device(), disk.format(), path)
                                : disk)
                        .toList(),
                nics -> nics);
    }

    @Override
    public void attachNic(UUID vmId, String owner, NicSpec nic) {
        host.requireNetwork(nic.network());
        Domain.Nic added = new Domain.Nic(nic.network(), nic.mac());
        edit(
                vmId,
                owner,
                disks -> disks,
                nics -> nics.contains(added)
                        ? nics
                        : Stream.concat(nics.stream(), Stream.of(added)).toList());
        host.plugged(vmId, nic.mac());
    }

    @Override
    public void detachNic(UUID vmId, String owner, String mac) {
        requireLetGo(
                ours(vmId, owner),
                "interface " + mac,
                there -> there.nics().stream().anyMatch(nic -> nic.mac().equalsIgnoreCase(mac)));
        edit(vmId, owner, disks -> disks, nics -> without(nics, nic -> nic.mac().equalsIgnoreCase(mac)));
        host.unplugged(vmId, mac);
    }

    private void requireLetGo(Domain there, String what, Predicate<Definition> has) {
        if (FakeAmendments.isActive(there) && has.test(there.now()) && !host.guestsLetGo()) {
            throw KloigosException.conflict("The guest of domain " + there.name() + " did not let go of " + what + ".");
        }
    }

    private Domain.Disk disk(DiskSpec disk) {
        boolean cdrom = disk.device() == DomainSpec.Device.CDROM;
        return new Domain.Disk(
                Objects.requireNonNull(disk.target()),
                cdrom ? "cdrom" : "disk",
                disk.format().word(),
                storage.require(disk.pool(), disk.volume()).volume().path());
    }

    private static List<Domain.Disk> with(
            List<Domain.Disk> disks, Domain.Disk added, Predicate<Domain.Disk> samePlace) {
        if (disks.contains(added)) {
            return disks;
        }
        if (disks.stream().anyMatch(samePlace)) {
            throw KloigosException.conflict("Target " + added.target() + " is taken.");
        }
        List<Domain.Disk> all = new ArrayList<>(disks);
        all.add(added);
        return all;
    }

    private static <T> List<T> without(List<T> all, Predicate<T> gone) {
        return all.stream().filter(gone.negate()).toList();
    }

    private void edit(
            UUID vmId, String owner, UnaryOperator<List<Domain.Disk>> disks, UnaryOperator<List<Domain.Nic>> nics) {
        Domain there = ours(vmId, owner);
        host.put(FakeAmendments.made(there, edited(there.now(), disks, nics), edited(there.next(), disks, nics)));
    }

    private static Definition edited(
            Definition there, UnaryOperator<List<Domain.Disk>> disks, UnaryOperator<List<Domain.Nic>> nics) {
        return new Definition(there.cpuCores(), there.memoryMb(), disks.apply(there.disks()), nics.apply(there.nics()));
    }

    private Domain ours(UUID vmId, String owner) {
        Domain there = host.require(vmId);
        FakeDomains.refuse(there, owner);
        return there;
    }
}
