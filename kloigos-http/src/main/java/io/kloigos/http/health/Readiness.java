package io.kloigos.http.health;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The parts that must be ready before the process can work. */
public record Readiness(List<Part> parts) {
    public Readiness {
        parts = List.copyOf(parts);
    }

    /**
     * Whether one part can do its work.
     *
     * @param obstacle asked at every call; what stands in the way, or empty when the part is ready
     */
    public record Part(String name, Supplier<Optional<String>> obstacle) {}
}
