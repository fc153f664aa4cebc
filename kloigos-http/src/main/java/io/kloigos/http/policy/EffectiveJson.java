package io.kloigos.http.policy;

import io.kloigos.core.policy.Decision;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The policies that are in force somewhere, and what they say to one action. */
@Schema(name = "EffectivePolicies")
record EffectiveJson(
        @Nullable String hostId,
        @Nullable String projectId,
        List<PolicyJson> policies,
        @Nullable ExplainJson explain) {
    /** What comes of an action, and why. */
    @Schema(name = "PolicyExplanation")
    record ExplainJson(String action, Decision.Outcome outcome, List<SayingJson> denied, List<SayingJson> approval) {
        static ExplainJson of(String action, Decision decision) {
            return new ExplainJson(
                    action,
                    decision.outcome(),
                    decision.objections().stream().map(SayingJson::of).toList(),
                    decision.approvals().stream().map(SayingJson::of).toList());
        }
    }

    /** What one policy says. */
    @Schema(name = "PolicyObjection")
    record SayingJson(UUID policyId, String name, String reason) {
        static SayingJson of(Decision.Objection objection) {
            return new SayingJson(objection.policyId(), objection.policy(), objection.reason());
        }
    }
}
