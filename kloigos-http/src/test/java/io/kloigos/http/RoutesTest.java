package io.kloigos.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kloigos.http.security.Public;
import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Walks all routes that the server really has; none of their services is needed for that. */
class RoutesTest {
    @Test
    void everyRouteDeclaresItsPermissionAndIsDescribed() throws Exception {
        LiveRoutes routes = new LiveRoutes();
        try (KloigosServer server = routes.start()) {
            List<Method> methods =
                    routes.all().stream().map(LiveRoutes.Route::handler).toList();
            assertThat(methods).hasSizeGreaterThan(25).allMatch(RoutesTest::declaresPermission);
            long shown = methods.stream()
                    .filter(method -> !method.getAnnotation(Operation.class).hidden())
                    .count();
            assertEveryOperationIsDescribed(openApi(server), shown);
        }
    }

    private static boolean declaresPermission(Method method) {
        return method.isAnnotationPresent(Public.class) != method.isAnnotationPresent(RequiresPermission.class);
    }

    private static JsonNode openApi(KloigosServer server) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/openapi.json"))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, BodyHandlers.ofString())
                        .body());
    }

    private void assertEveryOperationIsDescribed(JsonNode document, long routes) {
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
        List<String> described = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        document.path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue().fields().forEachRemaining(operation -> {
                    String name = operation.getKey() + " " + path.getKey();
                    described.add(name);
                    boolean answers = operation.getValue().path("responses").has("200");
                    if (!operation.getValue().hasNonNull("summary") || !answers) {
                        lacking.add(name);
                    }
                }));
        assertThat(lacking).isEmpty();
        JsonNode host = document.at("/components/schemas/Host/properties");
        assertThat(host.at("/reason/type").toString()).isEqualTo("[\"string\",\"null\"]");
        assertThat(host.at("/address/type").asText()).isEqualTo("string");
        assertThat(host.at("/jump/anyOf/1/type").asText()).isEqualTo("null");
        assertThat((long) described.size()).isEqualTo(routes);
    }
}
