package io.kloigos.http.system;

import io.kloigos.http.security.RequiresPermission;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.ExtendedResourceContext;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.jspecify.annotations.Nullable;

/** The routes of the resource model that this server really has; read when they are first asked for. */
@Singleton
public final class LiveRoutes {
    /**
     * A route.
     *
     * @param tag the part of the API that it belongs to
     * @param permission what it takes; null for none
     */
    record Route(
            String method,
            String path,
            String tag,
            String summary,
            @Nullable String permission) {}

    private final Provider<ExtendedResourceContext> resources;
    private @Nullable List<Route> routes;

    @Inject
    public LiveRoutes(Provider<ExtendedResourceContext> resources) {
        this.resources = resources;
    }

    /** By path, then method. */
    synchronized List<Route> all() {
        if (routes == null) {
            List<Route> found = new ArrayList<>();
            resources.get().getResourceModel().getResources().forEach(resource -> collect(resource, "", found));
            found.sort(Comparator.comparing(Route::path).thenComparing(Route::method));
            routes = List.copyOf(found);
        }
        return routes;
    }

    /** Whether there is such a route; a part of a path in braces stands for any. */
    boolean has(String method, String path) {
        return all().stream()
                .anyMatch(route ->
                        route.method().equals(method) && generic(route.path()).equals(generic(path)));
    }

    private static String generic(String path) {
        return path.replaceAll("\\{[^}]*}", "{}");
    }

    private static void collect(Resource resource, String prefix, List<Route> found) {
        String own = resource.getPath() == null ? "" : resource.getPath();
        String path = ("/" + prefix + "/" + own).replaceAll("/{2,}", "/").replaceAll("(?<=.)/$", "");
        for (ResourceMethod method : resource.getResourceMethods()) {
            Method handler = method.getInvocable().getHandlingMethod();
            boolean isGenerated = Inflector.class.isAssignableFrom(
                    method.getInvocable().getHandler().getHandlerClass());
            if (!isGenerated) {
                found.add(route(method, path, handler));
            }
        }
        resource.getChildResources().forEach(child -> collect(child, path, found));
    }

    private static Route route(ResourceMethod method, String path, Method handler) {
        RequiresPermission permission = handler.getAnnotation(RequiresPermission.class);
        Operation operation = handler.getAnnotation(Operation.class);
        Tag tag = handler.getDeclaringClass().getAnnotation(Tag.class);
        return new Route(
                method.getHttpMethod(),
                path,
                tag == null ? "" : tag.name(),
                operation == null ? "" : operation.summary(),
                permission == null ? null : permission.value().name().toLowerCase(Locale.ROOT));
    }
}
