package io.kloigos.http.cli;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.http.KloigosServices;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What runs until the process is told to stop, and is then closed in reverse order. */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final ReentrantLock starting = new ReentrantLock();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;

    Running() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    }

    /** Starts a part and takes care of closing it. A stop that comes meanwhile waits for the start, and then closes it. */
    <T extends AutoCloseable> T start(Start<T> start) throws IOException {
        starting.lock();
        try {
            if (stopping) {
                throw new KloigosException(ErrorCode.UNAVAILABLE, "Stopped before it had started.");
            }
            T part = start.start();
            parts.push(part);
            return part;
        } finally {
            starting.unlock();
        }
    }

    /** Makes a part. */
    @FunctionalInterface
    interface Start<T> {
        T start() throws IOException;
    }

    /** Says what runs and waits for the end. */
    int serve(KloigosServices services, PrintWriter out, String records) throws InterruptedException {
        services.engine()
                .startedDatabase()
                .ifPresent(database -> out.println("Started a database server: " + database));
        services.firstPassword()
                .ifPresent(password -> out.println("Made the user " + KloigosServices.FIRST_USER
                        + ", because nobody may come in unknown here. Log in once with the password " + password
                        + " and set another one."));
        out.println("Kloigos answers at " + services.uri());
        out.println("Its records are in " + records + "; the API is described at " + services.uri() + "docs");
        out.flush();
        stopped.await();
        return 0;
    }

    private void stop() {
        stopping = true;
        starting.lock();
        try {
            while (!parts.isEmpty()) {
                close(parts.pop());
            }
        } finally {
            starting.unlock();
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
