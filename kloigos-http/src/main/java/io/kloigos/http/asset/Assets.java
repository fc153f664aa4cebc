package io.kloigos.http.asset;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The files that pages may load: our own, and below {@code lib} those of the packages that {@code package-lock.json} names.
 * Their addresses carry a version that changes with any of them, so that browsers may keep them for good.
 */
@Singleton
public final class Assets {
    private static final String ROOT = "/io/kloigos/http/asset/files/";
    private static final String ALL_ICONS = "lib/bootstrap-icons/bootstrap-icons.svg";
    private static final Pattern PATH =
            Pattern.compile("[A-Za-z0-9@_-][A-Za-z0-9@._-]*(/[A-Za-z0-9@_-][A-Za-z0-9@._-]*)*");
    private static final List<String> OWN = List.of(
            "account.js",
            "actions.js",
            "answers.js",
            "bulk.js",
            "call.js",
            "charts.js",
            "confirm.js",
            "console.js",
            "docs.js",
            "favicon.svg",
            "fields.js",
            "live.js",
            "pages.css",
            "pages.js",
            "plot.js",
            "search.js",
            "serial.js",
            "stream.js",
            "theme.js",
            "toast.js",
            "vnc.js");

    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();
    private final String version;

    public Assets() {
        List<byte[]> contents = java.util.stream.Stream.concat(
                        OWN.stream(), java.util.stream.Stream.of("lib/.package-lock.json"))
                .map(Assets::read)
                .toList();
        this.version = Digests.of(contents);
    }

    /** The part of their addresses that changes with them. */
    public String version() {
        return version;
    }

    Optional<Asset> find(String path) {
        Asset known = loaded.get(path);
        if (known != null || !PATH.matcher(path).matches() || !Asset.isType(path)) {
            return Optional.ofNullable(known);
        }
        byte[] bytes = path.equals(Icons.NAME) ? Icons.of(read(ALL_ICONS)) : readIfThere(path);
        return bytes == null
                ? Optional.empty()
                : Optional.of(loaded.computeIfAbsent(path, name -> Asset.of(name, bytes)));
    }

    private static byte[] read(String path) {
        byte[] bytes = readIfThere(path);
        if (bytes == null) {
            throw new IllegalStateException("The build left out " + path);
        }
        return bytes;
    }

    private static byte @Nullable [] readIfThere(String path) {
        try (InputStream in = Assets.class.getResourceAsStream(ROOT + path)) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
