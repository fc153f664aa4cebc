package io.kloigos.core.vm.report;

import io.kloigos.core.hypervisor.Definition;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Stamp;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.WantedVm;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wanted of a VM once it has taken over some of what its host has. */
public final class Adopted {
    private final Vm vm;
    private final @Nullable Stamp stamp;
    private final HostReport host;
    private final Set<VmField> fields;

    private Adopted(Vm vm, Domain domain, Set<VmField> fields) {
        this.vm = vm;
        this.stamp = domain.stamp();
        this.host = new HostReport(domain, vm.poolPaths());
        this.fields = fields;
    }

    /** @param fields what to take over; empty for everything */
    public static WantedVm of(Vm vm, Domain domain, Set<VmField> fields) {
        return new Adopted(vm, domain, fields).wanted();
    }

    private boolean takes(VmField field) {
        return fields.isEmpty() || fields.contains(field);
    }

    private boolean takesFromStamp(VmField field) {
        return stamp != null && takes(field);
    }

    private WantedVm wanted() {
        Definition there = host.definition();
        return new WantedVm(
                takes(VmField.NAME) ? host.name() : vm.name(),
                takes(VmField.NAME) ? host.domainName() : vm.domainName(),
                takes(VmField.CPU_CORES) ? there.cpuCores() : vm.cpuCores(),
                takes(VmField.MEMORY_MB) ? there.memoryMb() : vm.memoryMb(),
                stamp != null && takesFromStamp(VmField.IMAGE) ? stamp.image() : vm.image(),
                stamp != null && takesFromStamp(VmField.LABELS) ? stamp.labels() : vm.labels(),
                stamp != null && takesFromStamp(VmField.ANNOTATIONS) ? stamp.annotations() : vm.annotations(),
                stamp != null && takesFromStamp(VmField.PROJECT_ID) ? stamp.project() : vm.projectId(),
                spec(),
                vm.deleteProtected(),
                vm.description());
    }

    /** A VM whose parts were not kept so far takes all of them over: there is nothing to keep instead. */
    private VmSpec spec() {
        VmSpec spec = vm.spec();
        if (spec == null) {
            return host.spec();
        }
        List<VmSpec.Disk> disks = takes(VmField.DISKS) ? disks(spec) : spec.disks();
        List<NicSpec> nics = takes(VmField.NETWORKS) ? nics(spec) : spec.nics();
        boolean autostart = takes(VmField.AUTOSTART) ? host.spec().autostart() : spec.autostart();
        return new VmSpec(disks, nics, autostart, spec.hardware());
    }

    /** A host's report says less of a disk than we asked for: what was known of those that are still there stays known. */
    private List<VmSpec.Disk> disks(VmSpec spec) {
        return host.disks().stream().map(disk -> known(disk, spec.disks())).toList();
    }

    private static VmSpec.Disk known(VmSpec.Disk disk, List<VmSpec.Disk> before) {
        return before.stream()
                .filter(disk::isSameAs)
                .findFirst()
                .map(known -> new VmSpec.Disk(
                        disk.pool(),
                        disk.volume(),
                        disk.format(),
                        disk.device(),
                        known.bus(),
                        known.target(),
                        known.sizeBytes()))
                .orElse(disk);
    }

    private List<NicSpec> nics(VmSpec spec) {
        return host.nics().stream().map(nic -> known(nic, spec)).toList();
    }

    private static NicSpec known(NicSpec nic, VmSpec spec) {
        return spec.nics().stream()
                .filter(known -> known.mac().equalsIgnoreCase(nic.mac()))
                .findFirst()
                .map(known -> new NicSpec(
                        nic.network(),
                        nic.mac(),
                        known.model(),
                        known.network().equals(nic.network()) ? known.address() : null))
                .orElse(nic);
    }
}
