package io.kloigos.http.connection;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** A JAX-RS application as a Grizzly handler, which lets its resources see the {@link ClientConnection}. */
public final class ApplicationHandler extends HttpHandler {
    private final GrizzlyHttpContainer container;
    private final Set<InetAddress> trustedProxies;

    /** @param trustedProxies are believed when they say whom they ask for */
    public ApplicationHandler(ResourceConfig application, Set<InetAddress> trustedProxies) {
        this.trustedProxies = trustedProxies;
        this.container = ContainerFactory.createContainer(GrizzlyHttpContainer.class, application);
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void service(Request request, Response response) throws IOException {
        if (!isUri(request.getRequestURI())) {
            response.sendError(HttpStatus.BAD_REQUEST_400.getStatusCode());
            return;
        }
        request.setAttribute(ClientConnection.ATTRIBUTE, new ClientConnection(request, trustedProxies));
        container.service(request, response);
    }

    /** What is no URI would fail inside the container, as if that were our fault. */
    private static boolean isUri(String path) {
        try {
            return new URI(path).getRawPath() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    @Override
    public void destroy() {
        container.destroy();
    }
}
