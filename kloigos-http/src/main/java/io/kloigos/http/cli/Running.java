package io.kloigos.http.cli;

import io.kloigos.http.KloigosServices;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs until the process is told to stop, and is then closed in reverse order. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    Running() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /** Takes care of closing the part, at once when the process stops already. */
    <T extends AutoCloseable> T add(T part) {
        synchronized (parts) {
            if (!stopping) {
                parts.push(part);
                return part;
            }
        }
        close(part);
        throw new IllegalStateException("stopping");
    }

    /** Says what runs and waits for the end. */
    int serve(PrintWriter out, String records) throws InterruptedException {
        KloigosServices services = services();
        out.println("Kloigos answers at " + services.uri());
        out.println("Its records are in " + records + "; the API is described at " + services.uri() + "docs");
        out.flush();
        stopped.await();
        return 0;
    }

    private KloigosServices services() {
        synchronized (parts) {
            return parts.stream()
                    .filter(KloigosServices.class::isInstance)
                    .map(KloigosServices.class::cast)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void stop() {
        synchronized (parts) {
            stopping = true;
        }
        while (!parts.isEmpty()) {
            close(parts.pop());
        }
        stopped.countDown();
    }

    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.warn("{} did not close", part.getClass().getSimpleName(), e);
        }
    }
}
