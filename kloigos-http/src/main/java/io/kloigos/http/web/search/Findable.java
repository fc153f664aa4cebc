package io.kloigos.http.web.search;

import io.kloigos.core.Scope;
import io.kloigos.core.search.Kind;
import io.kloigos.http.security.Identity;
import io.kloigos.http.security.Over;
import io.kloigos.http.security.Permission;
import java.util.EnumMap;
import java.util.Map;

/** What of each kind somebody may find: what the lists and pages of the kind show that one. */
final class Findable {
    private record Rule(Permission permission, Over over) {}

    private static final Map<Kind, Rule> RULES = new EnumMap<>(Map.of(
            Kind.VM, new Rule(Permission.VM_READ, Over.OWN),
            Kind.HOST, new Rule(Permission.HOST_READ, Over.EVERYTHING),
            Kind.SERVER, new Rule(Permission.POOL_READ, Over.EVERYTHING),
            Kind.NETWORK, new Rule(Permission.NETWORK_READ, Over.EVERYTHING),
            Kind.STORAGE_POOL, new Rule(Permission.VM_READ, Over.EVERYTHING),
            Kind.IMAGE, new Rule(Permission.IMAGE_READ, Over.SHARED),
            Kind.PROJECT, new Rule(Permission.PROJECT_READ, Over.OWN),
            Kind.POLICY, new Rule(Permission.POLICY_READ, Over.EVERYTHING),
            Kind.RUNBOOK, new Rule(Permission.RUNBOOK_READ, Over.EVERYTHING),
            Kind.TASK, new Rule(Permission.TASK_READ, Over.OWN)));

    private Findable() {}

    static Map<Kind, Scope> by(Identity identity) {
        Map<Kind, Scope> found = new EnumMap<>(Kind.class);
        RULES.forEach((kind, rule) -> {
            Scope scope = identity.scope(rule.permission());
            if (scope.all()
                    || (rule.over() != Over.EVERYTHING && !scope.projects().isEmpty())) {
                found.put(kind, scope);
            }
        });
        return found;
    }
}
