package io.kloigos.core.drift;

import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.vm.Vm;
import io.kloigos.core.vm.VmPhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One VM over which its host and the CMDB differ.
 *
 * @param name as the CMDB has it, else as the host has it
 * @param refusal why its domain is not touched; null when nothing stands in the way of mending it
 * @param differences what differs; empty unless the kind is {@link DriftKind#DIFFERS}
 * @param detail a sentence
 * @param observedAt when the host was last known to be so
 */
public record Drift(
        DriftKind kind,
        String hostId,
        UUID vmId,
        String name,
        @Nullable Refusal refusal,
        List<Difference> differences,
        String detail,
        @Nullable Instant observedAt) {
    public Drift {
        differences = List.copyOf(differences);
    }

    /** The drift of a VM, out of its record alone; empty when there is none, when nobody can know, and while it is made. */
    public static Optional<Drift> of(Vm vm) {
        Domain domain = vm.observed();
        if (vm.phase() != VmPhase.ACTIVE || vm.presence() == Vm.Presence.UNOBSERVED) {
            return Optional.empty();
        }
        return domain == null ? Optional.of(missing(vm)) : differing(vm, domain);
    }

    private static Drift missing(Vm vm) {
        String detail = "Host " + vm.hostId() + " has no domain " + vm.vmId() + " (" + vm.name() + ").";
        return new Drift(
                DriftKind.MISSING_ON_HOST, vm.hostId(), vm.vmId(), vm.name(), null, List.of(), detail, vm.observedAt());
    }

    private static Optional<Drift> differing(Vm vm, Domain domain) {
        Refusal refusal = Refusal.of(domain.stamp(), vm.ownerId().toString(), vm.generation());
        List<Difference> differences = Differences.of(vm, domain);
        if (refusal == null && differences.isEmpty()) {
            return Optional.empty();
        }
        String detail = refusal != null
                ? "Domain " + domain.name() + " on " + vm.hostId() + " " + refusal.sentence() + "."
                : "VM " + vm.name() + " differs on " + vm.hostId() + ": " + fields(differences) + ".";
        return Optional.of(new Drift(
                DriftKind.DIFFERS, vm.hostId(), vm.vmId(), vm.name(), refusal, differences, detail, vm.observedAt()));
    }

    private static String fields(List<Difference> differences) {
        return differences.stream().map(Difference::field).collect(Collectors.joining(", "));
    }

    /** A domain that the CMDB has not on that host. */
    static Drift unknown(UnknownDomain there, String owner) {
        Domain domain = there.observed();
        Refusal refusal = Refusal.of(domain.stamp(), owner, Long.MAX_VALUE);
        String elsewhere = there.knownOn() == null
                ? " is not in the CMDB. POST /api/v1/vms/import adopts it."
                : " belongs to host " + there.knownOn() + " in the CMDB.";
        return new Drift(
                DriftKind.UNKNOWN_TO_CMDB,
                there.hostId(),
                domain.vmId(),
                domain.name(),
                refusal == Refusal.UNSTAMPED ? null : refusal,
                List.of(),
                "Domain " + domain.name() + " on " + there.hostId()
                        + (refusal == Refusal.FOREIGN_STAMP ? " " + refusal.sentence() + "." : elsewhere),
                there.observedAt());
    }

    /**
     * A row of a domain that the CMDB has not on that host.
     *
     * @param knownOn the host that it is on in the CMDB; null when it is on none
     */
    record UnknownDomain(
            String hostId,
            Domain observed,
            Instant observedAt,
            @Nullable String knownOn) {}
}
