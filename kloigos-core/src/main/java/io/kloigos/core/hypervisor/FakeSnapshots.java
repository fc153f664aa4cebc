package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The snapshots on a fake host. */
final class FakeSnapshots implements SnapshotsOfDomains {
    /** A snapshot and the domain as it was. */
    private record Kept(Snapshot snapshot, Domain domain) {}

    private final FakeHypervisor host;
    /** Time passes here from one snapshot to the next. */
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    private final List<Kept> kept = new ArrayList<>();

    FakeSnapshots(FakeHypervisor host) {
        this.host = host;
    }

    void copyFrom(FakeSnapshots other) {
        kept.addAll(other.kept);
    }

    void forget(UUID vmId) {
        kept.removeIf(each -> each.snapshot().vmId().equals(vmId));
    }

    List<Snapshot> all() {
        return kept.stream().map(Kept::snapshot).toList();
    }

    @Override
    public List<Snapshot> of(UUID vmId) {
        host.domain(vmId);
        return all().stream().filter(each -> each.vmId().equals(vmId)).toList();
    }

    @Override
    public void create(SnapshotSpec spec) {
        Domain domain = host.require(spec.vmId());
        FakeDomains.refuse(domain, spec.owner());
        if (of(spec.vmId()).stream().anyMatch(each -> each.name().equals(spec.name()))) {
            return;
        }
        domain.disks().stream()
                .filter(disk -> disk.device().equals("disk") && !"qcow2".equals(disk.format()))
                .findFirst()
                .ifPresent(disk -> {
                    throw KloigosException.conflict("Disk " + disk.target() + " holds no snapshots.");
                });
        String parent = of(spec.vmId()).stream()
                .filter(Snapshot::current)
                .map(Snapshot::name)
                .findFirst()
                .orElse(null);
        Snapshot taken = new Snapshot(
                spec.vmId(),
                spec.name(),
                parent,
                domain.state(),
                domain.cpuCores(),
                domain.memoryMb(),
                true,
                FIRST.plusSeconds(kept.size()),
                spec.description(),
                FakeAmendments.isActive(domain));
        kept.add(new Kept(taken, domain));
        setCurrent(spec.vmId(), spec.name());
    }

    @Override
    public void revert(UUID vmId, String name, String owner) {
        FakeDomains.refuse(host.require(vmId), owner);
        Domain before = kept.stream()
                .filter(each -> is(each.snapshot(), vmId, name))
                .map(Kept::domain)
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("snapshot", name));
        host.put(before);
        setCurrent(vmId, name);
    }

    @Override
    public void delete(UUID vmId, String name, String owner) {
        FakeDomains.refuse(host.require(vmId), owner);
        of(vmId).stream().filter(each -> each.name().equals(name)).findFirst().ifPresent(gone -> {
            kept.removeIf(each -> each.snapshot().equals(gone));
            kept.replaceAll(each -> each.snapshot().vmId().equals(vmId)
                            && name.equals(each.snapshot().parent())
                    ? new Kept(
                            placed(
                                    each.snapshot(),
                                    gone.parent(),
                                    each.snapshot().current()),
                            each.domain())
                    : each);
            if (gone.current() && gone.parent() != null) {
                setCurrent(vmId, gone.parent());
            }
        });
    }

    private static boolean is(Snapshot snapshot, UUID vmId, String name) {
        return snapshot.vmId().equals(vmId) && snapshot.name().equals(name);
    }

    private void setCurrent(UUID vmId, String name) {
        kept.replaceAll(each -> each.snapshot().vmId().equals(vmId)
                ? new Kept(
                        placed(
                                each.snapshot(),
                                each.snapshot().parent(),
                                each.snapshot().name().equals(name)),
                        each.domain())
                : each);
    }

    private static Snapshot placed(
            Snapshot snapshot, @org.jspecify.annotations.Nullable String parent, boolean current) {
        return new Snapshot(
                snapshot.vmId(),
                snapshot.name(),
                parent,
                snapshot.state(),
                snapshot.cpuCores(),
                snapshot.memoryMb(),
                current,
                snapshot.createdAt(),
                snapshot.description(),
                snapshot.memory());
    }
}
