package io.kloigos.ssh.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What an SSH config says about one host: for each keyword the first value, of those that may be repeated all. */
final class HostSettings {
    private static final Set<String> REPEATED = Set.of("identityfile", "certificatefile");

    private final Map<String, List<String>> values = new TreeMap<>();

    /** Takes the value, unless an earlier line has decided it. */
    void offer(String keyword, List<String> arguments) {
        String key = keyword.toLowerCase(Locale.ROOT);
        if (arguments.isEmpty() || isDecided(key)) {
            return;
        }
        List<String> taken = values.computeIfAbsent(key, none -> new ArrayList<>());
        if (REPEATED.contains(key)) {
            taken.add(arguments.get(0));
        } else {
            taken.addAll(arguments);
        }
    }

    /** Of ProxyJump and ProxyCommand the first one counts. */
    private boolean isDecided(String key) {
        return switch (key) {
            case "proxyjump", "proxycommand" -> values.containsKey("proxyjump") || values.containsKey("proxycommand");
            default -> values.containsKey(key) && !REPEATED.contains(key);
        };
    }

    Optional<String> first(String keyword) {
        return all(keyword).stream().findFirst();
    }

    List<String> all(String keyword) {
        return List.copyOf(values.getOrDefault(keyword, List.of()));
    }

    boolean says(String keyword, String word) {
        return first(keyword).filter(word::equalsIgnoreCase).isPresent();
    }
}
