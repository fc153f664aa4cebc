package io.kloigos.http.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pages that the server has, by the routes of its live resource model. */
final class PageRoutes {
    private static final Pattern PARAMETER = Pattern.compile("\\{\\w+(?::\\s*((?:[^{}]|\\{[^}]*})*))?}");
    /** What is for programs, or sends the browser on. */
    private static final List<String> NO_PAGES = List.of(
            "/api/",
            "/agent/",
            "/assets/",
            "/healthz",
            "/readyz",
            "/metrics",
            "/openapi.json",
            "/application.wadl",
            "/login/oidc");

    private final List<Route> routes;

    private record Route(String path, Pattern pattern) {}

    /** @param answer of {@code /api/v1/routes} */
    PageRoutes(JsonNode answer) {
        List<Route> found = new ArrayList<>();
        for (JsonNode route : answer.path("routes")) {
            String path = route.path("path").asText();
            boolean isRead = route.path("methods").toString().contains("\"GET\"");
            if (isRead && NO_PAGES.stream().noneMatch(path::startsWith)) {
                found.add(new Route(path, pattern(path)));
            }
        }
        // a fixed word before a parameter, which would take it too
        found.sort(Comparator.comparing((Route route) -> route.path().contains("{")));
        routes = List.copyOf(found);
    }

    List<String> all() {
        return routes.stream().map(Route::path).sorted().toList();
    }

    /** The page that an address shows, without prefix and query. */
    Optional<String> of(String path) {
        return routes.stream()
                .filter(route -> route.pattern().matcher(path).matches())
                .map(Route::path)
                .findFirst();
    }

    private static Pattern pattern(String path) {
        StringBuilder regex = new StringBuilder();
        Matcher parameter = PARAMETER.matcher(path);
        int end = 0;
        while (parameter.find()) {
            regex.append(Pattern.quote(path.substring(end, parameter.start())))
                    .append('(')
                    .append(Optional.ofNullable(parameter.group(1)).orElse("[^/]+"))
                    .append(')');
            end = parameter.end();
        }
        return Pattern.compile(regex.append(Pattern.quote(path.substring(end))).toString());
    }
}
