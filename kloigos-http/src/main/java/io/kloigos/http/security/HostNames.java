package io.kloigos.http.security;

import io.kloigos.http.HttpServerConfig;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names by which this server may be asked. */
public final class HostNames {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Set<String> names = new HashSet<>(LOOPBACK);

    /** The loopback names and these. */
    public HostNames(Set<String> names) {
        names.forEach(name -> this.names.add(name.toLowerCase(Locale.ROOT)));
    }

    public static HostNames of(HttpServerConfig config) {
        Set<String> names = new HashSet<>(config.allowedHosts());
        names.add(config.bind().contains(":") ? "[" + config.bind() + "]" : config.bind());
        return new HostNames(names);
    }

    /** Whether a Host header has one of them. */
    public boolean contains(@Nullable String header) {
        return names.contains(name(header));
    }

    /** The name without its port, which tunnels and proxies change. */
    private static String name(@Nullable String header) {
        if (header == null) {
            return "";
        }
        int bracket = header.indexOf(']');
        int colon = header.indexOf(':', Math.max(bracket, 0));
        return (colon < 0 ? header : header.substring(0, colon)).toLowerCase(Locale.ROOT);
    }
}
