package io.kloigos.http.vm;

import static java.util.Objects.requireNonNullElse;

import io.kloigos.core.Checks;
import io.kloigos.core.hypervisor.DiskBus;
import io.kloigos.core.hypervisor.Hardware;
import io.kloigos.core.hypervisor.NicModel;
import io.kloigos.core.hypervisor.VolumeFormat;
import io.kloigos.core.image.ImageService;
import io.kloigos.core.vm.DiskRequest;
import io.kloigos.core.vm.NicRequest;
import io.kloigos.core.vm.VmRequest;
import io.kloigos.core.vm.placement.PlacementRule;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A VM to make; {@code name}, {@code cpu_cores}, {@code memory_mb} and {@code image} (or {@code disk_size_gb} for an empty
 * disk, or {@code iso}) must be sent. Without {@code host_id}, or with {@code auto}, a host is chosen.
 *
 * @param network the network of its only interface; or else {@code networks}, which may be empty
 * @param maxCpuCores how many CPUs it can be given while it runs
 * @param maxMemoryMb how much memory it can be given while it runs
 */
@Schema(name = "ProvisionVmRequest")
public record ProvisionVmJson(
        @Nullable String hostId,
        @Nullable String name,
        @Nullable Integer cpuCores,
        @Nullable Long memoryMb,
        @Nullable String image,
        @Nullable String iso,
        @Nullable String network,
        @Nullable List<NicJson> networks,
        @Nullable Integer diskSizeGb,
        @Nullable List<DiskJson> disks,
        @Nullable List<String> sshKeys,
        @Nullable String userData,
        @Nullable Map<String, String> labels,
        @Nullable Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable Integer numaNode,
        @Nullable Integer maxCpuCores,
        @Nullable Long maxMemoryMb,
        @Nullable TopologyJson cpuTopology,
        @Nullable String cpuModel,
        @Nullable String machine,
        Hardware.@Nullable Firmware firmware,
        @Nullable Boolean autostart,
        @Nullable Boolean start,
        @Nullable PlacementJson placement) {
    public ProvisionVmJson {
        new Checks()
                .that(cpuCores != null, "cpu_cores", "is required")
                .that(memoryMb != null, "memory_mb", "is required")
                .that(network == null || networks == null, "network", "must not be sent beside networks")
                .done();
    }

    /** A further disk: a new one of that size, or a volume that nobody uses. */
    @Schema(name = "ProvisionVmDisk")
    public record DiskJson(
            @Nullable Integer sizeGb,
            @Nullable String volume,
            @Nullable String pool,
            @Nullable VolumeFormat format,
            @Nullable DiskBus bus) {
        DiskRequest request() {
            return new DiskRequest(requireNonNullElse(pool, ImageService.POOL), volume, sizeGb, format, bus);
        }
    }

    /** An interface. */
    @Schema(name = "ProvisionVmNetwork")
    public record NicJson(
            @Nullable String network,
            @Nullable NicModel model,
            @Nullable String mac,
            @Nullable String address) {
        NicRequest request() {
            return new NicRequest(requireNonNullElse(network, VmRequest.DEFAULT_NETWORK), model, mac, address);
        }
    }

    /** How its CPUs are presented. */
    @Schema(name = "CpuTopology")
    public record TopologyJson(
            @Nullable Integer sockets,
            @Nullable Integer cores,
            @Nullable Integer threads) {
        Hardware.Topology topology() {
            return new Hardware.Topology(
                    requireNonNullElse(sockets, 1), requireNonNullElse(cores, 1), requireNonNullElse(threads, 1));
        }
    }

    /** Where it may go when no host is named. */
    @Schema(name = "PlacementRule")
    public record PlacementJson(
            PlacementRule.@Nullable Strategy strategy,
            @Nullable List<String> hostTags,
            @Nullable Map<String, String> affinity,
            @Nullable Map<String, String> antiAffinity) {
        PlacementRule rule() {
            return new PlacementRule(
                    requireNonNullElse(strategy, PlacementRule.Strategy.SPREAD),
                    requireNonNullElse(hostTags, List.of()),
                    requireNonNullElse(affinity, Map.of()),
                    requireNonNullElse(antiAffinity, Map.of()));
        }
    }

    public VmRequest request() {
        return new VmRequest(
                hostId == null || hostId.isEmpty() ? VmRequest.AUTO : hostId,
                requireNonNullElse(name, ""),
                requireNonNullElse(cpuCores, 0),
                requireNonNullElse(memoryMb, 0L),
                image,
                diskSizeGb,
                iso,
                disks == null
                        ? List.of()
                        : disks.stream().map(DiskJson::request).toList(),
                nics(),
                requireNonNullElse(sshKeys, List.of()),
                userData,
                requireNonNullElse(labels, Map.of()),
                requireNonNullElse(annotations, Map.of()),
                projectId,
                numaNode,
                new Hardware(
                        maxCpuCores,
                        maxMemoryMb,
                        cpuTopology == null ? null : cpuTopology.topology(),
                        null,
                        firmware,
                        machine,
                        cpuModel),
                requireNonNullElse(autostart, false),
                requireNonNullElse(start, true),
                placement == null ? PlacementRule.SPREAD : placement.rule());
    }

    /** The same under another name, or none. */
    public ProvisionVmJson named(@Nullable String newName) {
        return new ProvisionVmJson(
                hostId,
                newName,
                cpuCores,
                memoryMb,
                image,
                iso,
                network,
                networks,
                diskSizeGb,
                disks,
                sshKeys,
                userData,
                labels,
                annotations,
                projectId,
                numaNode,
                maxCpuCores,
                maxMemoryMb,
                cpuTopology,
                cpuModel,
                machine,
                firmware,
                autostart,
                start,
                placement);
    }

    /** How one would ask for that. */
    public static ProvisionVmJson of(VmRequest vm) {
        Hardware hardware = vm.hardware();
        Hardware.Topology topology = hardware.topology();
        PlacementRule rule = vm.placement();
        return new ProvisionVmJson(
                vm.hostId(),
                vm.name(),
                vm.cpuCores(),
                vm.memoryMb(),
                vm.image(),
                vm.iso(),
                null,
                vm.nics().stream()
                        .map(nic -> new NicJson(nic.network(), nic.model(), nic.mac(), nic.address()))
                        .toList(),
                vm.diskSizeGb(),
                vm.disks().stream()
                        .map(disk -> new DiskJson(disk.sizeGb(), disk.volume(), disk.pool(), disk.format(), disk.bus()))
                        .toList(),
                vm.sshKeys(),
                vm.userData(),
                vm.labels(),
                vm.annotations(),
                vm.projectId(),
                vm.numaNode(),
                hardware.maxCpuCores(),
                hardware.maxMemoryMb(),
                topology == null ? null : new TopologyJson(topology.sockets(), topology.cores(), topology.threads()),
                hardware.cpuModel(),
                hardware.machine(),
                hardware.firmware(),
                vm.autostart(),
                vm.start(),
                new PlacementJson(rule.strategy(), rule.tags(), rule.affinity(), rule.antiAffinity()));
    }

    private List<NicRequest> nics() {
        return networks == null
                ? List.of(NicRequest.on(requireNonNullElse(network, VmRequest.DEFAULT_NETWORK)))
                : networks.stream().map(NicJson::request).toList();
    }
}
