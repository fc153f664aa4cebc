package io.kloigos.http.console;

import io.kloigos.core.console.ConsoleService;
import io.kloigos.http.security.HostNames;
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
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.WebSocketEngine;

/** The WebSockets of the server: consoles. A ticket admits to one; pages of other sites are refused. */
public final class ConsoleSockets implements AutoCloseable {
    private static final int FORBIDDEN = 403;
    private static final int LARGEST_MESSAGE = 1 << 20;

    private final ConsoleService consoles;
    private final HostNames names;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> new Thread(work, "console"));
    private final Container container = new Container();

    public ConsoleSockets(ConsoleService consoles, HostNames names) {
        this.consoles = consoles;
        this.names = names;
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
                .configurator(new Admission())
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

    /** Lets in who comes by a name of ours and from a page of ours, or is no browser. */
    private final class Admission extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
            String host = first(request.getHeaders(), "Host");
            String origin = first(request.getHeaders(), "Origin");
            boolean foreign = !origin.isEmpty() && !origin.substring(origin.indexOf("://") + 3).equalsIgnoreCase(host);
            if ((foreign || !names.contains(host)) && response instanceof TyrusUpgradeResponse refusal) {
                refusal.setStatus(FORBIDDEN);
                // else a client would wait for a body
                refusal.getHeaders().put("Content-Length", List.of("0"));
            }
        }

        @Override
        public boolean checkOrigin(String origin) {
            // with the Host header at hand, in modifyHandshake
            return true;
        }

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            return type.cast(new ConsoleEndpoint(consoles, threads));
        }

        private String first(Map<String, List<String>> headers, String name) {
            return headers.entrySet().stream()
                    .filter(header -> header.getKey().equalsIgnoreCase(name))
                    .flatMap(header -> header.getValue().stream())
                    .findFirst()
                    .orElse("");
        }
    }
}
