package io.kloigos.core.observation;

import java.util.LinkedHashSet;
import java.util.Set;

/** The names of domains that something was heard of and that have not been looked at since. Thread-safe. */
final class Touched {
    private Set<String> names = new LinkedHashSet<>();

    /** @return whether it is the first one, so that somebody has to look */
    synchronized boolean add(String name) {
        boolean first = names.isEmpty();
        names.add(name);
        return first;
    }

    synchronized boolean has(String name) {
        return names.contains(name);
    }

    synchronized Set<String> take() {
        Set<String> taken = names;
        names = new LinkedHashSet<>();
        return taken;
    }
}
