package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.host.Host;
import io.kloigos.core.hypervisor.DomainSpec.Device;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.HostFacts;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImageService;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a VM that is asked for is made of. */
final class Blueprint {
    private Blueprint() {}

    /** @param facts what its host says of itself; null when that is not known. {@code INVALID} when it has not what is asked for */
    static VmSpec of(UUID vmId, VmRequest request, @Nullable HostFacts facts) {
        return new VmSpec(disks(vmId, request), nics(vmId, request), request.autostart(), hardware(request, facts));
    }

    /** {@code INVALID} when no guest of the host can have that much memory, whatever else runs there. */
    static void checkMemory(Host host, long memoryMb) {
        HostFacts facts = host.facts();
        if (facts != null && memoryMb > facts.memoryMb()) {
            throw KloigosException.invalid(
                    "memory_mb", "must not be more than host " + host.hostId() + " has: " + facts.memoryMb());
        }
    }

    /** In the order in which the guest meets them: an installation medium before the seed, so that it is booted from. */
    private static List<VmSpec.Disk> disks(UUID vmId, VmRequest request) {
        List<VmSpec.Disk> disks = new ArrayList<>();
        if (request.hasRoot()) {
            disks.add(disk(ImageService.POOL, VmVolumes.root(vmId), VolumeFormat.QCOW2));
        }
        for (int i = 0; i < request.disks().size(); i++) {
            DiskRequest disk = request.disks().get(i);
            String volume = disk.volume() == null ? VmVolumes.data(vmId, i + 1, format(disk)) : disk.volume();
            Long size = disk.sizeGb() == null ? null : disk.sizeGb() * VmVolumes.GIB;
            disks.add(new VmSpec.Disk(
                    disk.pool(), volume, format(disk).word(), word(Device.DISK), disk.bus(), null, size));
        }
        if (request.iso() != null) {
            disks.add(cdrom(request.iso()));
        }
        if (request.hasSeed()) {
            disks.add(cdrom(VmVolumes.seed(vmId)));
        }
        return disks;
    }

    static VolumeFormat format(DiskRequest disk) {
        return Objects.requireNonNullElse(
                disk.format(),
                disk.volume() != null && !disk.volume().endsWith(".qcow2") ? VolumeFormat.RAW : VolumeFormat.QCOW2);
    }

    private static VmSpec.Disk disk(String pool, String volume, VolumeFormat format) {
        return new VmSpec.Disk(pool, volume, format.word(), word(Device.DISK));
    }

    private static VmSpec.Disk cdrom(String volume) {
        return new VmSpec.Disk(ImageService.POOL, volume, VolumeFormat.RAW.word(), word(Device.CDROM));
    }

    private static String word(Device device) {
        return device.name().toLowerCase(Locale.ROOT);
    }

    private static List<NicSpec> nics(UUID vmId, VmRequest request) {
        List<NicSpec> nics = new ArrayList<>();
        for (int i = 0; i < request.nics().size(); i++) {
            NicRequest nic = request.nics().get(i);
            String mac = nic.mac() == null ? MacAddress.of(vmId, i) : nic.mac().toLowerCase(Locale.ROOT);
            nics.add(new NicSpec(nic.network(), mac, nic.model(), nic.address()));
        }
        return nics;
    }

    private static Hardware hardware(VmRequest request, @Nullable HostFacts facts) {
        Hardware asked = request.hardware();
        return new Hardware(
                asked.maxCpuCores(),
                asked.maxMemoryMb(),
                asked.topology(),
                request.numaNode() == null ? null : pinning(request.numaNode(), facts),
                asked.firmware(),
                asked.machine(),
                asked.cpuModel());
    }

    private static Hardware.NumaPinning pinning(int node, @Nullable HostFacts facts) {
        List<HostFacts.NumaNode> nodes = facts == null ? List.of() : facts.numaNodes();
        return nodes.stream()
                .filter(each -> each.id() == node)
                .findFirst()
                .map(each -> new Hardware.NumaPinning(node, each.cpus()))
                .orElseThrow(() -> KloigosException.invalid(
                        "numa_node",
                        "must be one of the host's: "
                                + nodes.stream().map(HostFacts.NumaNode::id).toList()));
    }
}
