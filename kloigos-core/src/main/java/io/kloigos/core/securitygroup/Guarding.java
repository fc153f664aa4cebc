package io.kloigos.core.securitygroup;

import io.kloigos.core.hypervisor.GroupFilter;
import io.kloigos.core.hypervisor.NicGuard;
import java.util.List;
import java.util.UUID;

/**
 * How a VM's interfaces are guarded.
 *
 * @param groupIds the groups that it is in; none means that nothing is guarded
 */
record Guarding(List<UUID> groupIds, List<GroupFilter> groups, List<NicGuard> guards) {
    Guarding {
        groupIds = List.copyOf(groupIds);
        groups = List.copyOf(groups);
        guards = List.copyOf(guards);
    }

    boolean isNone() {
        return groups.isEmpty();
    }
}
