package io.kloigos.core.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A rule for what may be done.
 *
 * @param category a word of its author's, to sort policies by
 * @param spec as it was sent
 * @param bindings where it is in force; nowhere when there are none
 */
public record Policy(
        UUID policyId,
        String name,
        String category,
        Map<String, Object> spec,
        List<Binding> bindings,
        Instant createdAt) {
    /** In place of a host or project: everywhere. */
    public static final String EVERYWHERE = "*";

    public Policy {
        bindings = List.copyOf(bindings);
    }

    /** The name of a policy in the timeline. */
    public String target() {
        return target(policyId);
    }

    static String target(UUID policyId) {
        return "policy:" + policyId;
    }

    /** What a policy can be bound to. */
    public enum Scope {
        HOST,
        PROJECT
    }

    /** One place where it is in force. */
    public record Binding(Scope scope, String subject) {}
}
