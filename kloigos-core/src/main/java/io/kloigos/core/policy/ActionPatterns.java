package io.kloigos.core.policy;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Actions, named by their words as far as one likes: {@code vm} and {@code vm.action} stand for {@code vm.action.stop} too, and
 * {@code *} for all.
 */
record ActionPatterns(List<String> patterns) {
    /** Bringing an image onto a host has three ways; one word stands for all of them. */
    private static final String CREATE_IMAGE = "image.create";

    private static final List<String> CREATES_IMAGE = List.of("image.load", "image.import", "image.copy");
    private static final Pattern FORM = Pattern.compile("\\*|[a-z][a-z0-9_]*(\\.[a-z][a-z0-9_]*)*(\\.\\*)?");

    ActionPatterns {
        patterns = List.copyOf(patterns);
    }

    static boolean isOne(String pattern) {
        return FORM.matcher(pattern).matches();
    }

    boolean match(String action) {
        return patterns.stream().anyMatch(pattern -> matches(pattern, action));
    }

    private static boolean matches(String pattern, String action) {
        String stem = pattern.endsWith(".*") ? pattern.substring(0, pattern.length() - 2) : pattern;
        return stem.equals("*")
                || action.equals(stem)
                || action.startsWith(stem + ".")
                || stem.equals(CREATE_IMAGE) && CREATES_IMAGE.contains(action);
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }
}
