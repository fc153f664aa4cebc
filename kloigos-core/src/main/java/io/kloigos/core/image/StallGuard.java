package io.kloigos.core.image;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Reads from what may never answer: a read that brings nothing for too long ends with a failure. */
final class StallGuard implements AutoCloseable {
    private final Duration longest;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, work -> {
        Thread daemon = new Thread(work, "image-stall");
        daemon.setDaemon(true);
        return daemon;
    });

    StallGuard(Duration longest) {
        this.longest = longest;
        thread.setRemoveOnCancelPolicy(true);
    }

    /** As {@link InputStream#read(byte[], int, int)}; closes a stream that brings nothing. */
    int read(InputStream in, byte[] bytes, int offset, int length) throws IOException {
        AtomicBoolean stalled = new AtomicBoolean();
        Future<?> alarm = thread.schedule(() -> closeStalled(in, stalled), longest.toMillis(), TimeUnit.MILLISECONDS);
        try {
            int read = in.read(bytes, offset, length);
            if (stalled.get()) {
                throw stalled();
            }
            return read;
        } catch (IOException e) {
            throw stalled.get() ? stalled() : e;
        } finally {
            alarm.cancel(false);
        }
    }

    private static void closeStalled(InputStream in, AtomicBoolean stalled) {
        stalled.set(true);
        try {
            in.close();
        } catch (IOException e) {
            // whoever reads hears of it
        }
    }

    private IOException stalled() {
        return new IOException("nothing came for " + longest.toSeconds() + " s");
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
