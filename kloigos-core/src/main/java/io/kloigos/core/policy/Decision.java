package io.kloigos.core.policy;

import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What policies say to an attempt.
 *
 * @param objections nothing may be done while there are any
 * @param approvals the policies that want it approved first
 */
public record Decision(List<Objection> objections, List<Objection> approvals) {
    public Decision {
        objections = List.copyOf(objections);
        approvals = List.copyOf(approvals);
    }

    /** What one policy says. */
    public record Objection(UUID policyId, String policy, String reason) {
        String words() {
            return "policy " + policy + " (" + policyId + "): " + reason;
        }
    }

    /** What comes of it. */
    public enum Outcome {
        ALLOWED,
        NEEDS_APPROVAL,
        DENIED
    }

    public Outcome outcome() {
        if (!objections.isEmpty()) {
            return Outcome.DENIED;
        }
        return approvals.isEmpty() ? Outcome.ALLOWED : Outcome.NEEDS_APPROVAL;
    }

    static String words(List<Objection> objections) {
        return objections.stream().map(Objection::words).collect(Collectors.joining("; "));
    }
}
