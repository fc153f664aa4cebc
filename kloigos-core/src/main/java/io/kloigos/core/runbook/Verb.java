package io.kloigos.core.runbook;

import java.util.Set;

/**
 * Something that a step of a runbook can do.
 *
 * @param required what it must be told
 * @param optional what it may be told beside that
 */
record Verb(String name, Set<String> required, Set<String> optional, Work work) {
    Verb {
        required = Set.copyOf(required);
        optional = Set.copyOf(optional);
    }

    /** Does it; may be begun again after a crash, and then goes on from what was made. */
    @FunctionalInterface
    interface Work {
        /** Says what was done, as a sentence. */
        String run(Arguments with, Conductor conductor);
    }
}
