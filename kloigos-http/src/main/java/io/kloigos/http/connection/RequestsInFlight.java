package io.kloigos.http.connection;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.HttpServerProbe;
import org.glassfish.grizzly.http.server.Request;

/**
 * The requests whose clients still wait for the end of the answer. Grizzly counts them too, but for good those whose client
 * hangs up while the answer is awaited: after one of them, each of its own graceful ends would wait for all of its time.
 */
public final class RequestsInFlight extends HttpServerProbe.Adapter {
    private static final String ATTRIBUTE = RequestsInFlight.class.getName();

    private final Set<Object> open = new HashSet<>();
    private boolean ending;

    /** Waits until there is none, that long at most; meanwhile connections that are open take no further ones. */
    public synchronized void drain(Duration patience) throws InterruptedException {
        ending = true;
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); !open.isEmpty() && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    @Override
    public void onRequestReceiveEvent(HttpServerFilter filter, Connection connection, Request request) {
        Object token = new Object();
        request.setAttribute(ATTRIBUTE, token);
        begin(token, request);
        request.addAfterServiceListener(answered -> answered.getContext().flush(new Sent(token)));
    }

    /** The client hung up. */
    @Override
    public void onRequestCancelEvent(HttpServerFilter filter, Connection connection, Request request) {
        end(request.getAttribute(ATTRIBUTE));
    }

    private synchronized void begin(Object token, Request request) {
        open.add(token);
        if (ending) {
            request.getRequest().getProcessingState().setKeepAlive(false);
        }
    }

    private synchronized void end(Object token) {
        open.remove(token);
        notifyAll();
    }

    /** Told when the last byte has gone, or cannot go any more. */
    private final class Sent extends EmptyCompletionHandler<Object> {
        private final Object token;

        Sent(Object token) {
            this.token = token;
        }

        @Override
        public void completed(Object result) {
            end(token);
        }

        @Override
        public void failed(Throwable failure) {
            end(token);
        }

        @Override
        public void cancelled() {
            end(token);
        }
    }
}
