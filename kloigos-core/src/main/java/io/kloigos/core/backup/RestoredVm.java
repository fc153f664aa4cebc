package io.kloigos.core.backup;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.DiskCopy;
import io.kloigos.core.hypervisor.DomainSpec.NicSpec;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.vm.DomainName;
import io.kloigos.core.vm.MacAddress;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.VmSpec;
import io.kloigos.core.vm.VmVolumes;
import io.kloigos.core.vm.WantedVm;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a VM that is made from a backup is like: as the backed up one was, but for its names, its addresses and its disks. */
final class RestoredVm {
    private final UUID vmId;
    private final Backup backup;
    private final RestoreRequest request;
    private final String hostId;

    RestoredVm(UUID vmId, Backup backup, RestoreRequest request) {
        this.vmId = vmId;
        this.backup = backup;
        this.request = request;
        this.hostId = Objects.requireNonNullElse(request.hostId(), backup.hostId());
    }

    /** {@code INVALID} when the backup does not say what it should be like, and the request does not either. */
    WantedVm wanted() {
        WantedVm was = backup.wanted();
        String projectId = was == null ? null : was.projectId();
        return new WantedVm(
                request.name(),
                DomainName.of(projectId, request.name(), vmId),
                known("cpu_cores", request.cpuCores(), was == null ? null : was.cpuCores()),
                known("memory_mb", request.memoryMb(), was == null ? null : was.memoryMb()),
                was == null ? null : was.image(),
                was == null ? Map.of() : was.labels(),
                was == null ? Map.of() : was.annotations(),
                projectId,
                new VmSpec(disks(), nics(), false, hardware()));
    }

    private <T> T known(String field, @Nullable T asked, @Nullable T was) {
        return Optional.ofNullable(asked)
                .or(() -> Optional.ofNullable(was))
                .orElseThrow(() -> KloigosException.invalid(
                        field, "must be given: backup " + backup.name() + " does not say what the VM was like"));
    }

    private Optional<VmSpec> spec() {
        return Optional.ofNullable(backup.wanted()).map(WantedVm::spec);
    }

    /** The volumes of the VM, one for each copy, in the order of those. */
    List<String> volumes() {
        return IntStream.range(0, backup.volumes().size())
                .mapToObj(i -> i == 0 ? VmVolumes.root(vmId) : VmVolumes.data(vmId, i, VolumeFormat.QCOW2))
                .toList();
    }

    private List<VmSpec.Disk> disks() {
        List<VmSpec.Disk> disks = new ArrayList<>();
        List<String> volumes = volumes();
        for (int i = 0; i < volumes.size(); i++) {
            DiskCopy copy = backup.volumes().get(i);
            disks.add(new VmSpec.Disk(
                    request.pool(),
                    volumes.get(i),
                    VolumeFormat.QCOW2.word(),
                    "disk",
                    bus(copy.target()),
                    copy.target(),
                    null));
        }
        if (isSeeded()) {
            disks.add(new VmSpec.Disk(ImageService.POOL, VmVolumes.seed(vmId), VolumeFormat.RAW.word(), "cdrom"));
        }
        return disks;
    }

    /** As it was, or else one whose disks are called like that. */
    private DiskBus bus(String target) {
        return spec().stream()
                .flatMap(spec -> spec.disks().stream())
                .filter(disk -> target.equals(disk.target()))
                .flatMap(disk -> Stream.ofNullable(disk.bus()))
                .findFirst()
                .or(() -> Stream.of(DiskBus.values())
                        .filter(bus -> target.startsWith(bus.prefix()))
                        .findFirst())
                .orElse(DiskBus.VIRTIO);
    }

    /** Whether its guest is told its name at its first boot. */
    boolean isSeeded() {
        String seed = VmVolumes.seed(backup.vmId());
        return spec().stream().flatMap(spec -> spec.disks().stream()).anyMatch(disk -> seed.equals(disk.volume()));
    }

    private List<NicSpec> nics() {
        List<NicSpec> were = spec().map(VmSpec::nics).orElse(List.of());
        String asked = request.network();
        if (asked != null || spec().isEmpty()) {
            String network = Objects.requireNonNullElse(asked, VmRequest.DEFAULT_NETWORK);
            return List.of(new NicSpec(network, MacAddress.of(vmId)));
        }
        return IntStream.range(0, were.size())
                .mapToObj(i -> new NicSpec(
                        were.get(i).network(),
                        MacAddress.of(vmId, i),
                        were.get(i).model(),
                        null))
                .toList();
    }

    /** What holds for another size, or another host, only by chance is left to the host. */
    private Hardware hardware() {
        Hardware was = spec().map(VmSpec::hardware).orElse(Hardware.ANY);
        boolean sameSize = request.cpuCores() == null && request.memoryMb() == null;
        return new Hardware(
                sameSize ? was.maxCpuCores() : null,
                sameSize ? was.maxMemoryMb() : null,
                sameSize ? was.topology() : null,
                hostId.equals(backup.hostId()) ? was.numa() : null,
                was.firmware(),
                was.machine(),
                was.cpuModel());
    }
}
