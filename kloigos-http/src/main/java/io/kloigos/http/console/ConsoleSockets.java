package io.kloigos.http.console;

import io.kloigos.core.console.ConsoleService;
import io.kloigos.http.security.Credentials;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.tyrus.container.grizzly.server.WebSocketAddOn;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/** The WebSockets of the server: consoles. A ticket admits the one whom it was given to to one. */
public final class ConsoleSockets implements AutoCloseable {
    private static final int LARGEST_MESSAGE = 1 << 20;

    private final ConsoleService consoles;
    private final Credentials credentials;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, "console"));
    private final Container container = new Container();

    public ConsoleSockets(ConsoleService consoles, Credentials credentials) {
        this.consoles = consoles;
        this.credentials = credentials;
    }

    /** Serves them on a listener that has not been started, under each of these prefixes. */
    public void serve(NetworkListener listener, Set<String> prefixes) {
        try {
            for (String prefix : prefixes) {
                container.register(endpoint(prefix + ConsoleAddresses.SOCKET));
            }
            container.start("/", listener.getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        }
        listener.registerAddOn(new WebSocketAddOn(container, "/"));
    }

    @Override
    public void close() {
        consoles.close();
        container.stop();
        threads.shutdownNow();
    }

    private ServerEndpointConfig endpoint(String path) {
        return ServerEndpointConfig.Builder.create(ConsoleEndpoint.class, path)
                .subprotocols(List.of("binary"))
                .configurator(new Endpoints())
                .build();
    }

    /** Tyrus without a server of its own. */
    private static final class Container extends TyrusServerContainer {
        private final TyrusWebSocketEngine engine = TyrusWebSocketEngine.builder(this)
                .incomingBufferSize(LARGEST_MESSAGE)
                .build();

        Container() {
            super(Set.of());
        }

        @Override
        public void register(Class<?> endpoint) throws DeploymentException {
            engine.register(endpoint, "/");
        }

        @Override
        public void register(ServerEndpointConfig endpoint) throws DeploymentException {
            engine.register(endpoint, "/");
        }

        @Override
        public WebSocketEngine getWebSocketEngine() {
            return engine;
        }

        @Override
        public Map<String, Object> getProperties() {
            return Map.of();
        }
    }

    /** Makes endpoints; who may come was decided when the upgrade was offered. */
    private final class Endpoints extends ServerEndpointConfig.Configurator {
        @Override
        public boolean checkOrigin(String origin) {
            // OfferedUpgrades has, with the Host header at hand
            return true;
        }

        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse answer) {
            Upgrade.keep(config.getUserProperties(), request.getHeaders());
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new ConsoleEndpoint(consoles, credentials, threads));
        }
    }
}
