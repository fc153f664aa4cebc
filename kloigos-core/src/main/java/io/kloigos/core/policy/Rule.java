package io.kloigos.core.policy;

import java.util.Optional;

/** One thing that a policy says. */
@FunctionalInterface
interface Rule {
    /** What speaks against the attempt, as the rest of a sentence; empty when nothing does. */
    Optional<String> objection(Attempt attempt);

    /** Speaks against it under a condition. */
    static Optional<String> unless(boolean fine, String objection) {
        return fine ? Optional.empty() : Optional.of(objection);
    }
}
