package io.kloigos.core.policy;

import io.kloigos.core.task.Proposal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody is about to do.
 *
 * @param action such as {@code vm.action.stop}
 * @param host where it would be done; null for no particular host
 * @param vm the VM as it is now; null when it is about none that is there
 * @param proposal what it would make of things
 */
public record Attempt(
        String actor,
        String action,
        @Nullable KnownHost host,
        @Nullable KnownVm vm,
        Proposal proposal) {
    /** What is known of a host. */
    public record KnownHost(
            String hostId,
            String name,
            List<String> tags,
            @Nullable String projectId,
            long cpuCores,
            long memoryMb) {}

    /** What is known of a VM. */
    public record KnownVm(
            String vmId,
            String name,
            @Nullable String projectId,
            int cpuCores,
            long memoryMb,
            @Nullable String image,
            Map<String, String> labels) {}

    /** Where it would be done; null for no particular host. */
    public @Nullable String hostId() {
        return host == null ? null : host.hostId();
    }

    /** The project of the VM, as it will be, else that of the host. */
    public @Nullable String projectId() {
        if (proposal.projectId() != null) {
            return proposal.projectId();
        }
        if (vm != null && vm.projectId() != null) {
            return vm.projectId();
        }
        return host == null ? null : host.projectId();
    }

    /** What expressions see: every name is there, with a value of its type, whatever the action is about. */
    Map<String, Object> variables() {
        return Map.of(
                "action", action,
                "actor", actor,
                "vm", vmVariables(),
                "host", hostVariables(),
                "project", Map.of("id", Objects.requireNonNullElse(projectId(), "")));
    }

    private Map<String, Object> vmVariables() {
        KnownVm now = vm == null ? new KnownVm("", "", null, 0, 0, null, Map.of()) : vm;
        Integer cores = proposal.cpuCores();
        Long memory = proposal.memoryMb();
        return Map.of(
                "id", now.vmId(),
                "name", Objects.requireNonNullElse(proposal.name(), now.name()),
                "cpu_cores", (long) (cores == null ? now.cpuCores() : cores),
                "memory_mb", memory == null ? now.memoryMb() : memory,
                "image", firstOf(proposal.image(), now.image()),
                "networks", proposal.networks(),
                "labels", Objects.requireNonNullElse(proposal.labels(), now.labels()));
    }

    private Map<String, Object> hostVariables() {
        KnownHost at = host == null ? new KnownHost("", "", List.of(), null, 0, 0) : host;
        return Map.of(
                "id", at.hostId(),
                "name", at.name(),
                "tags", at.tags(),
                "cpu_cores", at.cpuCores(),
                "memory_mb", at.memoryMb());
    }

    private static String firstOf(@Nullable String first, @Nullable String second) {
        return first != null ? first : Objects.requireNonNullElse(second, "");
    }
}
