package io.kloigos.http;

import io.kloigos.http.health.Readiness;
import io.kloigos.http.json.WireJson;
import io.kloigos.http.metrics.Metrics;
import java.io.IOException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.glassfish.jersey.process.Inflector;
import org.glassfish.jersey.server.ExtendedResourceContext;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.model.Resource;
import org.glassfish.jersey.server.model.ResourceMethod;
import org.glassfish.jersey.server.spi.AbstractContainerLifecycleListener;
import org.glassfish.jersey.server.spi.Container;

/** The routes that the server really has; none of their services is needed to walk them. */
final class LiveRoutes {
    /** A route: its verb, its path with a slash before it, and the method that answers it. */
    record Route(String verb, String path, Method handler) {}

    private final List<Route> routes = new ArrayList<>();

    /** Starts a server without an engine, and takes down its routes. */
    KloigosServer start() throws IOException {
        HttpServerConfig config = HttpServerConfig.loopback(0);
        ResourceConfig application =
                KloigosApplication.create(config, WireJson.mapper(), Metrics.registry(), new Readiness(List.of()));
        KloigosApplication.engineResources().forEach(application::register);
        application.register(new Collector());
        return KloigosServer.start(config, application, WireJson.mapper());
    }

    List<Route> all() {
        return List.copyOf(routes);
    }

    private final class Collector extends AbstractContainerLifecycleListener {
        @Override
        public void onStartup(Container container) {
            ExtendedResourceContext context =
                    container.getApplicationHandler().getInjectionManager().getInstance(ExtendedResourceContext.class);
            context.getResourceModel().getResources().forEach(resource -> collect(resource, ""));
        }

        private void collect(Resource resource, String above) {
            String part = resource.getPath().replaceAll("^/|/$", "");
            String path = part.isEmpty() ? above : above + "/" + part;
            for (ResourceMethod method : resource.getResourceMethods()) {
                Method handler = method.getInvocable().getHandlingMethod();
                if (!Inflector.class.isAssignableFrom(handler.getDeclaringClass())) {
                    routes.add(new Route(method.getHttpMethod(), path, handler));
                }
            }
            resource.getChildResources().forEach(child -> collect(child, path));
        }
    }
}
