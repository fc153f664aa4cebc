package io.kloigos.core.hypervisor;

import java.util.List;
import java.util.UUID;

/** What the members of a security group may have. */
public record GroupFilter(UUID groupId, List<FilterRule> rules) {
    public GroupFilter {
        rules = List.copyOf(rules);
    }
}
