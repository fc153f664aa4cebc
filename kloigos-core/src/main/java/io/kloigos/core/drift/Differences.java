package io.kloigos.core.drift;

import io.kloigos.core.drift.Difference.DiskView;
import io.kloigos.core.drift.Difference.NicView;
import io.kloigos.core.hypervisor.Amendment;
import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares what is wanted of a VM with a domain. Only what we ask for is compared, so that what libvirt adds by itself is
 * no difference; order, addresses on buses and the case of MAC addresses are none either.
 */
final class Differences {
    static final String CPU_CORES = "cpu_cores";
    static final String MEMORY_MB = "memory_mb";
    static final String DISKS = "disks";
    static final String NETWORKS = "networks";
    static final String AUTOSTART = "autostart";

    private final Vm vm;
    private final Domain domain;
    private final @Nullable Definition live;
    private final @Nullable Definition persistent;
    private final List<Difference> found = new ArrayList<>();

    private Differences(Vm vm, Domain domain) {
        this.vm = vm;
        this.domain = domain;
        this.live = isActive(domain) ? domain.now() : null;
        this.persistent = domain.persistent() ? domain.next() : null;
    }

    static List<Difference> of(Vm vm, Domain domain) {
        return new Differences(vm, domain).find();
    }

    /** The disks that a VM is wanted to have, as an amendment names them. */
    static List<Amendment.Disk> wantedDisks(Vm vm, VmSpec spec) {
        return spec.disks().stream()
                .map(disk -> new Amendment.Disk(
                        disk.device(), disk.format(), disk.path(vm.poolPaths()), disk.bus(), disk.target()))
                .toList();
    }

    private static boolean isActive(Domain domain) {
        return domain.state() != PowerState.STOPPED;
    }

    private List<Difference> find() {
        note("name", vm.domainName(), domain.name());
        if (!domain.persistent()) {
            found.add(new Difference("persistent", true, null, false));
        }
        compare(CPU_CORES, vm.cpuCores(), Definition::cpuCores, Objects::equals);
        VmSpec spec = vm.spec();
        boolean balloon = spec != null && spec.hardware().maxMemoryMb() != null;
        compare(MEMORY_MB, vm.memoryMb(), balloon ? this::withoutBalloon : Definition::memoryMb, Objects::equals);
        if (spec != null) {
            compareParts(spec);
            compareStamp(spec);
        }
        return found;
    }

    /** A guest that may have more takes its time to give memory back, or never does: what counts is what it is told to. */
    private long withoutBalloon(Definition definition) {
        return persistent == null ? definition.memoryMb() : persistent.memoryMb();
    }

    private void compareParts(VmSpec spec) {
        compare(
                DISKS,
                spec.disks().stream().map(this::view).sorted(BY_TEXT).toList(),
                definition -> definition.disks().stream()
                        .map(Differences::view)
                        .sorted(BY_TEXT)
                        .toList(),
                (wanted, definition) -> sameDisks(spec, definition));
        compare(
                NETWORKS,
                spec.nics().stream()
                        .map(nic -> view(nic.network(), nic.mac()))
                        .sorted(BY_TEXT)
                        .toList(),
                definition -> definition.nics().stream()
                        .map(nic -> view(nic.network(), nic.mac()))
                        .sorted(BY_TEXT)
                        .toList(),
                Objects::equals);
        if (domain.persistent() && spec.autostart() != domain.autostart()) {
            found.add(new Difference(AUTOSTART, spec.autostart(), null, domain.autostart()));
        }
    }

    private static final Comparator<Object> BY_TEXT = Comparator.comparing(Object::toString);

    private interface Comparison<T> {
        boolean same(T wanted, T there);
    }

    private <T> void compare(String field, T wanted, Function<Definition, T> part, Comparison<T> comparison) {
        T now = live == null ? null : part.apply(live);
        T next = persistent == null ? null : part.apply(persistent);
        boolean same = (now == null || comparison.same(wanted, now)) && (next == null || comparison.same(wanted, next));
        if (!same) {
            found.add(new Difference(field, wanted, now, next));
        }
    }

    /** Disks are the same when each is found in the other's list; a pool whose place is not known is not held against it. */
    private boolean sameDisks(VmSpec spec, List<DiskView> there) {
        List<DiskView> left = new ArrayList<>(there);
        for (VmSpec.Disk disk : spec.disks()) {
            DiskView match =
                    left.stream().filter(view -> is(disk, view)).findFirst().orElse(null);
            if (match == null) {
                return false;
            }
            left.remove(match);
        }
        return left.isEmpty();
    }

    private boolean is(VmSpec.Disk wanted, DiskView there) {
        String path = wanted.path(vm.poolPaths());
        String source = there.source();
        boolean unplaced = wanted.volume() != null && path == null;
        boolean sameSource =
                unplaced ? source != null && source.endsWith("/" + wanted.volume()) : Objects.equals(path, source);
        boolean sameFormat = wanted.format() == null
                || there.format() == null
                || source == null
                || wanted.format().equals(there.format());
        return wanted.device().equals(there.device()) && sameSource && sameFormat;
    }

    private DiskView view(VmSpec.Disk disk) {
        String path = disk.path(vm.poolPaths());
        return new DiskView(disk.device(), disk.format(), path == null ? disk.volume() : path);
    }

    private static DiskView view(Domain.Disk disk) {
        return new DiskView(disk.device(), disk.format(), disk.source());
    }

    private static NicView view(@Nullable String network, String mac) {
        return new NicView(network, mac.toLowerCase(Locale.ROOT));
    }

    private void compareStamp(VmSpec spec) {
        Stamp stamp = domain.stamp();
        if (Refusal.of(stamp, vm.ownerId().toString(), vm.generation()) != null || stamp == null) {
            return;
        }
        note("labels", vm.labels(), stamp.labels());
        note("annotations", vm.annotations(), stamp.annotations());
        note("project_id", vm.projectId(), stamp.project());
        note("image", vm.image(), stamp.image());
        note("generation", vm.generation(), stamp.generation());
    }

    /** What a domain has once, whether it runs or not. */
    private void note(String field, @Nullable Object wanted, @Nullable Object there) {
        if (!Objects.equals(wanted, there)) {
            found.add(new Difference(field, wanted, live == null ? null : there, domain.persistent() ? there : null));
        }
    }

    /** The fields in which the domain, as it will be from its next start on, is as wanted, and as it runs is not. */
    static List<String> atRestart(Vm vm, Domain domain) {
        if (!isActive(domain)) {
            return List.of();
        }
        return of(vm, domain).stream()
                .map(Difference::field)
                .filter(List.of(CPU_CORES, MEMORY_MB, DISKS, NETWORKS)::contains)
                .toList();
    }

    static boolean has(Collection<Difference> differences, String field) {
        return differences.stream().anyMatch(difference -> difference.field().equals(field));
    }
}
