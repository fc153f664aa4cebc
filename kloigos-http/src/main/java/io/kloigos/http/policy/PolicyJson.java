package io.kloigos.http.policy;

import io.kloigos.core.policy.Policy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A policy on the wire. */
@Schema(name = "Policy")
public record PolicyJson(
        UUID policyId,
        String name,
        String category,
        Map<String, Object> spec,
        List<BindingJson> bindings,
        Instant createdAt) {
    /** One place where it is in force; {@code *} is everywhere. */
    @Schema(name = "PolicyBinding")
    public record BindingJson(
            @Nullable String hostId, @Nullable String projectId) {
        static BindingJson of(Policy.Binding binding) {
            return binding.scope() == Policy.Scope.HOST
                    ? new BindingJson(binding.subject(), null)
                    : new BindingJson(null, binding.subject());
        }
    }

    public static PolicyJson of(Policy policy) {
        return new PolicyJson(
                policy.policyId(),
                policy.name(),
                policy.category(),
                policy.spec(),
                policy.bindings().stream().map(BindingJson::of).toList(),
                policy.createdAt());
    }
}
