package io.kloigos.http.vm;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.kloigos.core.drift.Drift;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A VM on the wire.
 *
 * @param domainName what it is called on its host: its name, with a part of its id where it was made in a project
 * @param powerState unobserved when nobody can know it; then the last one stands beside it
 * @param drift whether its host has it otherwise than wanted, or not at all, as far as its host can be seen
 * @param autostart whether it is to start with its host
 * @param deleteProtected whether it is kept from being deleted
 * @param restartRequired whether it runs otherwise than it will from its next start on
 * @param domainType how it is run: kvm, or qemu where its CPUs are emulated; null until its host has reported it
 * @param observedAt when the VM was last known to be so
 */
@Schema(name = "Vm")
public record VmJson(
        UUID vmId,
        String name,
        String domainName,
        int cpuCores,
        long memoryMb,
        @Nullable String image,
        PowerState powerState,
        List<String> networks,
        Map<String, String> labels,
        Map<String, String> annotations,
        Instant createdAt,
        String hostId,
        @Nullable String projectId,
        VmPhase phase,
        List<String> addresses,
        List<Domain.Disk> disks,
        Vm.Presence presence,
        @Nullable PowerState lastPowerState,
        @Nullable Instant observedAt,
        boolean drift,
        boolean autostart,
        @JsonProperty("protected") boolean deleteProtected,
        @Nullable String description,
        boolean restartRequired,
        @Nullable String domainType) {
    public static VmJson of(Vm vm) {
        Domain seen = vm.observed();
        return new VmJson(
                vm.vmId(),
                vm.name(),
                vm.domainName(),
                vm.cpuCores(),
                vm.memoryMb(),
                vm.image(),
                vm.powerState(),
                seen == null ? List.of() : networks(seen),
                vm.labels(),
                vm.annotations(),
                vm.createdAt(),
                vm.hostId(),
                vm.projectId(),
                vm.phase(),
                vm.addresses(),
                seen == null ? List.of() : seen.disks(),
                vm.presence(),
                vm.lastState(),
                vm.observedAt(),
                Drift.of(vm).isPresent(),
                vm.spec() != null && vm.spec().autostart(),
                vm.deleteProtected(),
                vm.description(),
                vm.restartRequired(),
                seen == null ? null : seen.type());
    }

    /** The networks that a domain is on. */
    public static List<String> networks(Domain domain) {
        return domain.nics().stream()
                .map(Domain.Nic::network)
                .filter(Objects::nonNull)
                .toList();
    }
}
