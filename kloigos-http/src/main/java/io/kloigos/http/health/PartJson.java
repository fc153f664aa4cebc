package io.kloigos.http.health;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One part's state on the wire. */
record PartJson(boolean ready, @Nullable String obstacle) {
    static PartJson of(Readiness.Part part) {
        Optional<String> obstacle = part.obstacle().get();
        return new PartJson(obstacle.isEmpty(), obstacle.orElse(null));
    }
}
