package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the guide shows, of what there is; {@code GuideLabIT} runs it. */
class GuideTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\n(.*?)^```$");
    /** {@code post PATH}, or curl with its method and the path behind {@code $api/}. */
    private static final Pattern REQUEST = Pattern.compile(
            "\\bpost [\"']?(?<posted>[^\"'\\s?]+)|curl -sf(?: -X (?<method>[A-Z]+))? \"\\$api/(?<path>[^\"?]+)");

    @Test
    void theGuideOfVmsShowsEveryRouteOfThem() throws Exception {
        List<String> shown = requests();
        List<String> missing = routes().stream()
                .filter(route -> shown.stream().noneMatch(asked(route)))
                .toList();
        assertThat(missing).isEmpty();
    }

    private static Predicate<String> asked(String route) {
        String[] words = route.split(" ");
        // a placeholder stands for whatever is between two slashes
        String path = Pattern.compile("\\{[a-z_]+}")
                .splitAsStream(words[1] + " ")
                .map(part -> Pattern.quote(part.strip()))
                .collect(Collectors.joining("[^/]+"));
        return Pattern.compile(words[0] + " " + path).asMatchPredicate();
    }

    private static List<String> requests() throws IOException {
        String blocks = BLOCK.matcher(Files.readString(Path.of("../docs/virtual-machines.md")))
                .results()
                .map(block -> block.group(1))
                .collect(Collectors.joining());
        return REQUEST.matcher(blocks).results().map(GuideTest::request).toList();
    }

    private static String request(MatchResult found) {
        if (found.group(1) != null) {
            return "POST " + found.group(1);
        }
        return (found.group(2) == null ? "GET" : found.group(2)) + " " + found.group(3);
    }

    /** Those below {@code vms}, and of a host's VMs. */
    private static List<String> routes() throws Exception {
        List<String> routes = new ArrayList<>();
        try (KloigosServer server = new LiveRoutes().start()) {
            JsonNode document = new ObjectMapper()
                    .readTree(URI.create("http://127.0.0.1:" + server.port() + "/openapi.json")
                            .toURL());
            document.path("paths").fields().forEachRemaining(path -> {
                String below = path.getKey().replaceFirst("^/api/v1/", "");
                if (below.matches("vms(/.*)?|hosts/.*/vms")) {
                    path.getValue()
                            .fieldNames()
                            .forEachRemaining(verb -> routes.add(verb.toUpperCase(Locale.ROOT) + " " + below));
                }
            });
        }
        assertThat(routes).hasSizeGreaterThan(25);
        return routes;
    }
}
