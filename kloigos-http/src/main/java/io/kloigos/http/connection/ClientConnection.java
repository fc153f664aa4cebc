package io.kloigos.http.connection;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.glassfish.grizzly.CloseListener;
import org.glassfish.grizzly.Closeable;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.ICloseType;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.http.server.Request;
import org.glassfish.grizzly.nio.NIOConnection;

/** The connection that a request came over. Resource methods take it as a {@code @Context} parameter. */
public final class ClientConnection {
    /** The request attribute under which it is found. */
    public static final String ATTRIBUTE = ClientConnection.class.getName();

    private static final String FORWARDED_FOR = "X-Forwarded-For";

    private final Request request;
    private final Set<InetAddress> trustedProxies;

    /** @param trustedProxies are believed when they say whom they ask for */
    public ClientConnection(Request request, Set<InetAddress> trustedProxies) {
        this.request = request;
        this.trustedProxies = trustedProxies;
    }

    /** The connection of a request. */
    public static ClientConnection of(ContainerRequestContext request) {
        if (request.getProperty(ATTRIBUTE) instanceof ClientConnection connection) {
            return connection;
        }
        throw new IllegalStateException("The request came through no Grizzly handler of ours");
    }

    /** The IP address at its other end; where that is a proxy that is believed, the one that it asks for. */
    public String address() {
        String nearest = request.getRemoteAddr();
        List<String> before = forwardedFor();
        // the last is what the nearest proxy saw; what stands before it, anybody may have written
        for (int i = before.size() - 1; i >= 0 && isTrusted(nearest); i--) {
            Optional<InetAddress> next = IpAddresses.parse(before.get(i));
            if (next.isEmpty()) {
                return nearest;
            }
            nearest = next.get().getHostAddress();
        }
        return nearest;
    }

    private List<String> forwardedFor() {
        List<String> addresses = new ArrayList<>();
        for (String line : request.getHeaders(FORWARDED_FOR)) {
            for (String address : line.split(",", -1)) {
                addresses.add(address.strip());
            }
        }
        return addresses;
    }

    private boolean isTrusted(String address) {
        return IpAddresses.parse(address).filter(trustedProxies::contains).isPresent();
    }

    /** Runs the action once if the client hangs up before the work has ended. */
    public void onHangUpDuring(CompletionStage<?> work, Runnable action) {
        if (work.toCompletableFuture().isDone()) {
            return;
        }
        Connection<?> connection = request.getRequest().getConnection();
        CloseListener<Closeable, ICloseType> listener = (closed, type) -> {
            if (!work.toCompletableFuture().isDone()) {
                // not on the thread that watches all connections
                CompletableFuture.runAsync(action);
            }
        };
        connection.addCloseListener(listener);
        // while we listen for the end, a next request would be taken for more of this one
        request.getRequest().getProcessingState().setKeepAlive(false);
        listen(connection);
        // a connection outlives its requests
        work.whenComplete((result, failure) -> connection.removeCloseListener(listener));
    }

    /** Grizzly looks at a connection again only when its request has been answered; a hang-up shows itself before. */
    private static void listen(Connection<?> connection) {
        try {
            ((NIOConnection) connection).enableIOEvent(IOEvent.READ);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
