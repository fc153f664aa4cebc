package io.kloigos.http.system;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes that this server has. */
@Schema(name = "Routes")
record RoutesJson(int count, String basePath, List<RouteJson> routes) {
    /** A path and what can be done with it. */
    @Schema(name = "Route")
    record RouteJson(String path, List<String> methods, List<OperationJson> operations) {}

    /** A method of it. */
    @Schema(name = "RouteOperation")
    record OperationJson(
            String method, String summary, @Nullable String permission) {}

    static RoutesJson of(List<LiveRoutes.Route> all, String basePath) {
        Map<String, List<OperationJson>> byPath = new LinkedHashMap<>();
        all.forEach(route -> byPath.computeIfAbsent(route.path(), path -> new ArrayList<>())
                .add(new OperationJson(route.method(), route.summary(), route.permission())));
        List<RouteJson> routes = byPath.entrySet().stream()
                .map(each -> new RouteJson(
                        each.getKey(),
                        each.getValue().stream().map(OperationJson::method).toList(),
                        each.getValue()))
                .toList();
        return new RoutesJson(routes.size(), basePath, routes);
    }
}
