package io.kloigos.core.drift;

import io.kloigos.core.hypervisor.Stamp;
import org.jspecify.annotations.Nullable;

/** Why a domain is not touched, whatever it is made of. */
public enum Refusal {
    UNSTAMPED("carries no stamp of Kloigos: adopt it, if it is yours"),
    FOREIGN_STAMP("carries the stamp of another Kloigos: it is not ours to change"),
    NEWER_GENERATION("carries a newer stamp than our records: they are out of date; adopt it to take what it says");

    private final String sentence;

    Refusal(String sentence) {
        this.sentence = sentence;
    }

    /** What holds of the domain, to follow its name. */
    public String sentence() {
        return sentence;
    }

    /** What a stamp says against touching its domain, in the eyes of that owner at that generation; null for nothing. */
    static @Nullable Refusal of(@Nullable Stamp stamp, String owner, long generation) {
        if (stamp == null) {
            return UNSTAMPED;
        }
        if (!stamp.owner().equals(owner)) {
            return FOREIGN_STAMP;
        }
        return stamp.generation() > generation ? NEWER_GENERATION : null;
    }
}
