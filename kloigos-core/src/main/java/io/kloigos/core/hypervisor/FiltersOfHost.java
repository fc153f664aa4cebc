package io.kloigos.core.hypervisor;

import java.util.Set;
import java.util.UUID;

/** The packet filters of a host that are ours, and the interfaces that they stand before. */
@Hypervisor.Part
public interface FiltersOfHost {
    boolean hasGroup(UUID groupId);

    /** The groups that stand before an interface, from its domain's next start on at the latest; empty for no guard. */
    Set<UUID> groupsBefore(UUID vmId, String mac);

    /** Defines what the members of a group may have; those that run have it at once. */
    void defineGroup(GroupFilter group);

    /** Removes a group that nothing stands on; nothing to do without it. {@code CONFLICT} while a running domain uses it. */
    void removeGroup(UUID groupId);

    /**
     * Defines a guard; an interface that has it already obeys at once. {@code NOT_FOUND} when a group of it is not
     * defined.
     */
    void defineGuard(NicGuard guard);

    /** Removes a guard that stands before nothing; nothing to do without it. {@code CONFLICT} while it is in use. */
    void removeGuard(UUID vmId, String mac);

    /**
     * Puts the defined guard before an interface of a domain of ours, now and from its next start on. {@code NOT_FOUND}
     * without the domain, the interface or the guard; {@code CONFLICT} when the domain is not ours.
     */
    void guard(UUID vmId, String mac, String owner);

    /**
     * Takes the guard away from an interface and removes it; nothing to do without one. {@code CONFLICT} when the domain
     * is not ours.
     */
    void unguard(UUID vmId, String mac, String owner);
}
