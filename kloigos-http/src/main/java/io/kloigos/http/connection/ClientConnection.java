package io.kloigos.http.connection;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private final Request request;

    public ClientConnection(Request request) {
        this.request = request;
    }

    /** The connection of a request. */
    public static ClientConnection of(ContainerRequestContext request) {
        if (request.getProperty(ATTRIBUTE) instanceof ClientConnection connection) {
            return connection;
        }
        throw new IllegalStateException("The request came through no Grizzly handler of ours");
    }

    /** The IP address at its other end; the client's where a trusted proxy is there. */
    public String address() {
        return request.getRemoteAddr();
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
