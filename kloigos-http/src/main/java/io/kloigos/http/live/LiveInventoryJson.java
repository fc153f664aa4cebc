package io.kloigos.http.live;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.Network;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Snapshot;
import io.kloigos.core.hypervisor.Volume;
import io.kloigos.core.image.Image;
import io.kloigos.core.vm.Vm;
import io.kloigos.http.host.HostNetworkJson;
import io.kloigos.http.image.ImageJson;
import io.kloigos.http.vm.VmJson;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Everything that a host has, on the wire. */
@Schema(name = "LiveInventory")
record LiveInventoryJson(
        String hostId,
        StateJson state,
        List<VmJson> vms,
        List<HostNetworkJson> networks,
        List<ImageJson> images,
        List<AttachmentsJson> attachments,
        List<UnmanagedJson> unmanaged) {
    private static final long GIB = 1L << 30;

    static LiveInventoryJson of(
            String hostId,
            List<Vm> vms,
            List<Domain> domains,
            List<Network> networks,
            List<Image> images,
            List<Snapshot> snapshots,
            List<Volume> volumes) {
        Set<UUID> ours = vms.stream().map(Vm::vmId).collect(Collectors.toSet());
        Map<String, Volume> byPath =
                volumes.stream().collect(Collectors.toMap(Volume::path, Function.identity(), (a, b) -> a));
        return new LiveInventoryJson(
                hostId,
                new StateJson(vms.size(), networks.size(), images.size(), snapshots.size()),
                vms.stream().map(VmJson::of).toList(),
                networks.stream().map(HostNetworkJson::of).toList(),
                images.stream().map(ImageJson::of).toList(),
                vms.stream()
                        .map(vm -> AttachmentsJson.of(vm, snapshots, byPath))
                        .toList(),
                domains.stream()
                        .filter(domain -> !ours.contains(domain.vmId()))
                        .map(domain -> new UnmanagedJson(domain.vmId(), domain.name(), domain.state()))
                        .toList());
    }

    /** How many there are of each kind. */
    @Schema(name = "LiveInventoryState")
    record StateJson(int vmCount, int networkCount, int imageCount, int snapshotCount) {}

    /** A domain of the host that is no VM of ours. */
    @Schema(name = "UnmanagedDomain")
    record UnmanagedJson(UUID vmId, String name, PowerState powerState) {}

    /** What a VM stands on. */
    @Schema(name = "Attachments")
    record AttachmentsJson(
            UUID vmId,
            @Nullable String image,
            List<String> networks,
            List<String> snapshots,
            List<AttachedVolumeJson> volumes) {
        static AttachmentsJson of(Vm vm, List<Snapshot> all, Map<String, Volume> byPath) {
            Domain domain = vm.observed();
            return new AttachmentsJson(
                    vm.vmId(),
                    vm.image(),
                    domain == null
                            ? List.of()
                            : domain.nics().stream()
                                    .map(Domain.Nic::network)
                                    .filter(Objects::nonNull)
                                    .toList(),
                    all.stream()
                            .filter(snapshot -> snapshot.vmId().equals(vm.vmId()))
                            .map(Snapshot::name)
                            .toList(),
                    domain == null ? List.of() : volumes(domain, byPath));
        }

        private static List<AttachedVolumeJson> volumes(Domain domain, Map<String, Volume> byPath) {
            return domain.disks().stream()
                    .map(disk -> byPath.get(disk.source()))
                    .filter(Objects::nonNull)
                    .map(volume -> new AttachedVolumeJson(
                            volume.name(), volume.format(), (double) volume.capacityBytes() / GIB))
                    .toList();
        }
    }

    /** A volume that a VM has as a disk. */
    @Schema(name = "AttachedVolume")
    record AttachedVolumeJson(String name, String format, double sizeGb) {}
}
