package io.kloigos.http.asset;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** The files that pages may load: these and no others, whatever path is asked for. */
@Singleton
public final class Assets {
    private static final Map<String, String> WEBJARS = Map.of(
            "bootstrap.css", "org.webjars/bootstrap/css/bootstrap.min.css",
            "htmx.js", "org.webjars.npm/htmx.org/dist/htmx.min.js",
            "swagger-ui.css", "org.webjars/swagger-ui/swagger-ui.css",
            "swagger-ui.js", "org.webjars/swagger-ui/swagger-ui-bundle.js");
    private static final Map<String, String> OWN = Map.of(
            "docs.js", "/io/kloigos/http/asset/docs.js",
            "console.js", "/io/kloigos/http/asset/console.js",
            "theme.js", "/io/kloigos/http/asset/theme.js",
            "favicon.svg", "/io/kloigos/http/asset/favicon.svg");

    private final Map<String, Asset> loaded = new ConcurrentHashMap<>();

    Optional<Asset> find(String name) {
        if (!WEBJARS.containsKey(name) && !OWN.containsKey(name)) {
            return Optional.empty();
        }
        return Optional.of(loaded.computeIfAbsent(name, Assets::load));
    }

    private static Asset load(String name) {
        String webjar = WEBJARS.get(name);
        String resource = webjar == null ? OWN.getOrDefault(name, name) : inWebJar(webjar);
        return Asset.of(name, read(resource));
    }

    /** The path of a WebJar's file has the version in it, which the jar knows. */
    private static String inWebJar(String coordinates) {
        String[] parts = coordinates.split("/", 3);
        Properties pom = new Properties();
        try (InputStream in = open("/META-INF/maven/" + parts[0] + "/" + parts[1] + "/pom.properties")) {
            pom.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "/META-INF/resources/webjars/" + parts[1] + "/" + pom.getProperty("version") + "/" + parts[2];
    }

    private static byte[] read(String resource) {
        try (InputStream in = open(resource)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(String resource) {
        InputStream in = Assets.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IllegalStateException("The build left out " + resource);
        }
        return in;
    }
}
