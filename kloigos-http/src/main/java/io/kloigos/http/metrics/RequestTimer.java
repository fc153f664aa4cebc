package io.kloigos.http.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.annotation.Priority;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ExtendedUriInfo;
import org.glassfish.jersey.uri.UriTemplate;

/** Times every request by route template, method and status: labels of which there are only so many. */
@PreMatching
@Priority(0)
public final class RequestTimer implements ContainerRequestFilter, ContainerResponseFilter {
    private static final String STARTED = RequestTimer.class.getName();
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    private final MeterRegistry registry;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    public RequestTimer(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        request.setProperty(STARTED, System.nanoTime());
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getProperty(STARTED) instanceof Long started) {
            // a caller may make methods up
            String method = METHODS.contains(request.getMethod()) ? request.getMethod() : "other";
            Labels labels = new Labels(route(request), method, response.getStatus());
            timers.computeIfAbsent(labels, this::timer).record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
        }
    }

    private static String route(ContainerRequestContext request) {
        ExtendedUriInfo uri = ((ContainerRequest) request).getUriInfo();
        if (uri.getMatchedResourceMethod() == null) {
            return "unmatched";
        }
        StringBuilder route = new StringBuilder();
        for (UriTemplate template : uri.getMatchedTemplates()) {
            route.insert(0, template.getTemplate());
        }
        return route.toString().replace("//", "/");
    }

    private Timer timer(Labels labels) {
        return Timer.builder("http.server.requests")
                .description("Requests by route template, method and status")
                .tags("route", labels.route(), "method", labels.method(), "status", Integer.toString(labels.status()))
                .register(registry);
    }

    private record Labels(String route, String method, int status) {}
}
