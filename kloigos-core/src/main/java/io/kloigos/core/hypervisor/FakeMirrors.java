package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DomainSpec.DiskSpec;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Disks of a fake host that go over to another volume at once. */
record FakeMirrors(FakeHypervisor host, FakeStorage storage) implements MirrorsOfDisks {
    @Override
    public void mirror(UUID vmId, String owner, DiskSpec to, IntConsumer percent) {
        Domain domain = host.require(vmId);
        FakeDomains.refuse(domain, owner);
        if (!FakeAmendments.isActive(domain)) {
            throw KloigosException.conflict("Domain " + domain.name() + " is off.");
        }
        String target = Objects.requireNonNull(to.target());
        Domain.Disk disk = domain.disks().stream()
                .filter(each -> each.target().equals(target))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("disk of domain " + vmId + ",", target));
        Volume volume = storage.require(to.pool(), to.volume()).volume();
        if (volume.path().equals(disk.source())) {
            return;
        }
        storage.all().stream()
                .filter(each -> each.path().equals(disk.source()))
                .forEach(from ->
                        storage.upload(to.pool(), to.volume(), Content.of(storage.bytes(from.pool(), from.name()))));
        percent.accept(100);
        Domain.Disk moved = new Domain.Disk(target, disk.device(), to.format().word(), volume.path());
        host.put(FakeAmendments.made(domain, with(domain.now(), disk, moved), with(domain.next(), disk, moved)));
    }

    private static Definition with(Definition there, Domain.Disk disk, Domain.Disk moved) {
        List<Domain.Disk> disks = there.disks().stream()
                .map(each -> each.target().equals(disk.target()) ? moved : each)
                .toList();
        return new Definition(there.cpuCores(), there.memoryMb(), disks, there.nics());
    }

    @Override
    public void callOff(UUID vmId, String target) {
        host.domain(vmId);
    }
}
