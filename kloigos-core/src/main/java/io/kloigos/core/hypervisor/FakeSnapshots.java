package io.kloigos.core.hypervisor;

import io.kloigos.core.KloigosException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The snapshots on a fake host. */
final class FakeSnapshots implements SnapshotsOfDomains {
    /** A snapshot and the domain as it was. @param sizes of its disks by their paths, in bytes */
    private record Kept(Snapshot snapshot, Domain domain, Map<String, Long> sizes) {
        Kept placed(@Nullable String parent, boolean current) {
            return new Kept(FakeSnapshots.placed(snapshot, parent, current), domain, sizes);
        }
    }

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
        kept.add(new Kept(taken, domain, host.sizes(domain)));
        setCurrent(spec.vmId(), spec.name());
    }

    @Override
    public void revert(UUID vmId, String name, String owner) {
        FakeDomains.refuse(host.require(vmId), owner);
        Kept before = kept.stream()
                .filter(each -> is(each.snapshot(), vmId, name))
                .findFirst()
                .orElseThrow(() -> KloigosException.notFound("snapshot", name));
        before.sizes().forEach(host::setSize);
        host.put(before.domain());
        setCurrent(vmId, name);
    }

    @Override
    public void delete(UUID vmId, String name, String owner) {
        FakeDomains.refuse(host.require(vmId), owner);
        of(vmId).stream().filter(each -> each.name().equals(name)).findFirst().ifPresent(gone -> {
            kept.removeIf(each -> each.snapshot().equals(gone));
            kept.replaceAll(each -> each.snapshot().vmId().equals(vmId)
                            && name.equals(each.snapshot().parent())
                    ? each.placed(gone.parent(), each.snapshot().current())
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
                ? each.placed(each.snapshot().parent(), each.snapshot().name().equals(name))
                : each);
    }

    private static Snapshot placed(Snapshot snapshot, @Nullable String parent, boolean current) {
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
