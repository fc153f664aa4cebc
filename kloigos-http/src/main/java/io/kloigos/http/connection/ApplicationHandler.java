package io.kloigos.http.connection;

import org.glassfish.grizzly.http.server.HttpHandler;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.http.server.Response;
import org.glassfish.jersey.grizzly2.httpserver.GrizzlyHttpContainer;
import org.glassfish.jersey.server.ContainerFactory;
import org.glassfish.jersey.server.ResourceConfig;

/** A JAX-RS application as a Grizzly handler, which lets its resources see the {@link ClientConnection}. */
public final class ApplicationHandler extends HttpHandler {
    private final GrizzlyHttpContainer container;

    public ApplicationHandler(ResourceConfig application) {
        this.container = ContainerFactory.createContainer(GrizzlyHttpContainer.class, application);
    }

    @Override
    public void start() {
        container.start();
    }

    @Override
    public void service(Request request, Response response) {
        request.setAttribute(ClientConnection.ATTRIBUTE, new ClientConnection(request));
        container.service(request, response);
    }

    @Override
    public void destroy() {
        container.destroy();
    }
}
