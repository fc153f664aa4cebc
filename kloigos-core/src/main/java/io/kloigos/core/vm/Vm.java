package io.kloigos.core.vm;

import io.kloigos.core.KloigosException;
import io.kloigos.core.host.HostConnection;
import io.kloigos.core.hypervisor.Domain;
import io.kloigos.core.hypervisor.DomainSpec;
import io.kloigos.core.hypervisor.PowerState;
import io.kloigos.core.hypervisor.Stamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A virtual machine: what was asked for, and what its host last reported of it.
 *
 * @param seq larger for one that was made later
 * @param domainName what it is called on its host
 * @param memoryMb in MiB
 * @param image what its disk was made from; null for an adopted VM
 * @param spec what it is made of, as wanted; null on a VM from before that was kept
 * @param deleteProtected whether it is kept from being deleted
 * @param description what people say about it
 * @param ownerId this CMDB, as it calls itself on hosts
 * @param poolPaths the folders of its host's storage pools by name, as last reported
 * @param connection whether its host can be seen now
 * @param observed the domain as last reported; null before the first look, and when the host said that it has none
 * @param observedAt when that was last known to be so; null before the first look
 */
public record Vm(
        long seq,
        UUID vmId,
        String hostId,
        String name,
        String domainName,
        VmPhase phase,
        long generation,
        int cpuCores,
        long memoryMb,
        @Nullable String image,
        Map<String, String> labels,
        Map<String, String> annotations,
        @Nullable String projectId,
        @Nullable VmSpec spec,
        boolean deleteProtected,
        @Nullable String description,
        UUID ownerId,
        Map<String, String> poolPaths,
        HostConnection connection,
        @Nullable Domain observed,
        @Nullable Instant observedAt,
        Instant createdAt) {
    public Vm {
        labels = java.util.Collections.unmodifiableMap(new TreeMap<>(labels));
        annotations = java.util.Collections.unmodifiableMap(new TreeMap<>(annotations));
        poolPaths = Map.copyOf(poolPaths);
    }

    /** Whether the domain is on its host, as far as anybody knows. */
    public enum Presence {
        PRESENT,
        /** The host was completely looked at and has no such domain. */
        ABSENT,
        /** The host cannot be seen, or was not looked at yet. */
        UNOBSERVED
    }

    public Presence presence() {
        if (connection != HostConnection.READY || observedAt == null) {
            return Presence.UNOBSERVED;
        }
        return observed == null ? Presence.ABSENT : Presence.PRESENT;
    }

    /** The state that was last reported, however long ago; null when there was none. */
    public @Nullable PowerState lastState() {
        return observed == null ? null : observed.state();
    }

    /** The state that the host reports now; {@code UNOBSERVED} when nobody can know it. */
    public PowerState powerState() {
        return connection != HostConnection.READY || observed == null ? PowerState.UNOBSERVED : observed.state();
    }

    /** The guest's addresses as last seen. */
    public List<String> addresses() {
        return observed == null ? List.of() : observed.addresses();
    }

    /** The mark that its domain bears. */
    public Stamp stamp() {
        return new Stamp(ownerId.toString(), generation, projectId, image, createdAt, labels, annotations);
    }

    public WantedVm wanted() {
        return new WantedVm(
                name,
                domainName,
                cpuCores,
                memoryMb,
                image,
                labels,
                annotations,
                projectId,
                spec,
                deleteProtected,
                description);
    }

    /** The same of another generation, of which something else is wanted. */
    Vm wanting(long newGeneration, WantedVm wanted) {
        return new Vm(
                seq,
                vmId,
                hostId,
                wanted.name(),
                wanted.domainName(),
                phase,
                newGeneration,
                wanted.cpuCores(),
                wanted.memoryMb(),
                wanted.image(),
                wanted.labels(),
                wanted.annotations(),
                wanted.projectId(),
                wanted.spec(),
                wanted.deleteProtected(),
                wanted.description(),
                ownerId,
                poolPaths,
                connection,
                observed,
                observedAt,
                createdAt);
    }

    /** Whether it runs otherwise than it will from its next start on. */
    public boolean restartRequired() {
        return observed != null && observed.state() != PowerState.STOPPED && observed.atNextStart() != null;
    }

    /** What it is made of. {@code CONFLICT} on a VM from before that was kept. */
    public VmSpec requireSpec() {
        if (spec == null) {
            throw KloigosException.conflict("It is not known which disks and networks VM " + name
                    + " is to have: adopt it first, so that they are taken from its host.");
        }
        return spec;
    }

    /** The domain to define for it, without drives that are empty. {@code CONFLICT} when that cannot be told. */
    public DomainSpec domain() {
        if (spec == null) {
            throw KloigosException.conflict("It is not known which disks VM " + name
                    + " had: it was made by a version that did not keep that. Only a person can define it again.");
        }
        return spec.domain(this);
    }

    /** What events and tasks about a VM name. */
    public static String target(UUID vmId) {
        return "vm:" + vmId;
    }
}
