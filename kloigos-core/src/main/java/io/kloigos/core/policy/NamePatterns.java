package io.kloigos.core.policy;

import java.util.List;

/** Names, in which a {@code *} at the end stands for any rest. */
record NamePatterns(List<String> patterns) {
    NamePatterns {
        patterns = List.copyOf(patterns);
    }

    boolean match(String name) {
        return patterns.stream()
                .anyMatch(pattern -> pattern.endsWith("*")
                        ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                        : name.equals(pattern));
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    @Override
    public String toString() {
        return String.join(", ", patterns);
    }
}
