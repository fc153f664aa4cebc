package io.kloigos.core.securitygroup;

import io.kloigos.core.hypervisor.FilterRule;
import io.kloigos.core.hypervisor.GroupFilter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the VMs of a group may be reached for, and may reach. */
public record SecurityGroup(
        UUID groupId,
        String name,
        @Nullable String description,
        List<SecurityRule> rules,
        Instant createdAt,
        List<String> vms) {
    public SecurityGroup {
        rules = List.copyOf(rules);
        vms = List.copyOf(vms);
    }

    /** The same with what the change says. */
    SecurityGroup with(GroupChange change) {
        List<SecurityRule> newRules = change.rules();
        return new SecurityGroup(
                groupId,
                name,
                change.description() == null ? description : change.description(),
                newRules == null ? rules : newRules,
                createdAt,
                vms);
    }

    GroupFilter filter() {
        return new GroupFilter(groupId, rules.stream().map(SecurityRule::filter).toList());
    }

    /** Whether it says what may leave, so that nothing else may. */
    boolean limitsOut() {
        return rules.stream().anyMatch(rule -> rule.direction() == FilterRule.Direction.OUT);
    }

    static String target(UUID groupId) {
        return "security_group:" + groupId;
    }
}
