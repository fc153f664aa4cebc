package io.kloigos.http.policy;

import io.kloigos.core.policy.Policy;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where a policy is in force, after that changed. */
@Schema(name = "PolicyBound")
record BoundJson(
        UUID policyId, @Nullable String hostId, @Nullable String projectId, List<PolicyJson.BindingJson> bindings) {
    static BoundJson host(Policy policy, String hostId) {
        return of(policy, hostId, null);
    }

    static BoundJson project(Policy policy, String projectId) {
        return of(policy, null, projectId);
    }

    private static BoundJson of(Policy policy, @Nullable String hostId, @Nullable String projectId) {
        return new BoundJson(
                policy.policyId(), hostId, projectId, PolicyJson.of(policy).bindings());
    }

    /** What a policy is bound to, or no longer. */
    @Schema(name = "BindPolicyToHost")
    record HostJson(String hostId) {}

    /** The same for a project. */
    @Schema(name = "BindPolicyToProject")
    record ProjectJson(String projectId) {}
}
