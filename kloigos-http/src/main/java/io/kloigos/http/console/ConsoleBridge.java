package io.kloigos.http.console;

import io.kloigos.core.Caller;
import io.kloigos.core.KloigosException;
import io.kloigos.core.console.ConsoleService;
import io.kloigos.core.console.OpenConsole;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCode;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one console between a WebSocket and its host, with a thread for each direction: a guest that prints faster than its
 * reader reads is held back by the SSH channel's window, whoever types faster than the guest listens is cut off.
 */
final class ConsoleBridge {
    private static final Logger LOG = LoggerFactory.getLogger(ConsoleBridge.class);
    private static final int CHUNK = 32 * 1024;
    private static final int LONGEST_QUEUE = 1000;
    private static final long PATIENCE_MS = 1000;
    /** What a close frame has room for. */
    private static final int LONGEST_REASON = 120;
    /** Tells a viewer not to come back by itself; of the range that is left to applications (RFC 6455, 7.4.2). */
    private static final CloseCode CUT = CloseCodes.getCloseCode(4001);

    private final ConsoleService consoles;
    private final Session session;
    private final Executor threads;
    private final BlockingQueue<byte[]> typed = new ArrayBlockingQueue<>(LONGEST_QUEUE);
    private volatile boolean closed;
    private volatile @Nullable OpenConsole carried;

    ConsoleBridge(ConsoleService consoles, Session session, Executor threads) {
        this.consoles = consoles;
        this.session = session;
        this.threads = threads;
    }

    /**
     * Opens the console and carries it until it ends; on a thread of its own.
     *
     * @param viewer who shows the ticket
     */
    void carry(String ticket, Supplier<Caller> viewer) {
        OpenConsole console;
        try {
            console = consoles.open(viewer.get(), ticket);
        } catch (KloigosException e) {
            close(CloseCodes.VIOLATED_POLICY, String.valueOf(e.getMessage()));
            return;
        } catch (RuntimeException e) {
            LOG.warn("A console could not be opened", e);
            close(CloseCodes.UNEXPECTED_CONDITION, "An error on our side; the server's log has it.");
            return;
        }
        carried = console;
        if (closed) {
            consoles.ended(console);
            return;
        }
        threads.execute(() -> type(console.line().output()));
        try {
            show(console.line().input());
            sayWhyItEnded(console);
        } finally {
            closed = true;
            consoles.ended(console);
        }
    }

    private void sayWhyItEnded(OpenConsole console) {
        if (console.isCut()) {
            close(CUT, "Somebody has ended this console.");
        } else {
            close(CloseCodes.NORMAL_CLOSURE, "The console has ended.");
        }
    }

    /** What the reader typed; never waits. */
    void typed(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        if (!typed.offer(copy)) {
            close(CloseCodes.TOO_BIG, "More was typed than the guest takes.");
        }
    }

    /** The reader has gone. */
    void gone() {
        closed = true;
        OpenConsole console = carried;
        if (console != null) {
            console.line().close();
        }
    }

    private void show(InputStream input) {
        byte[] chunk = new byte[CHUNK];
        try {
            for (int count = input.read(chunk); count >= 0 && !closed; count = input.read(chunk)) {
                session.getBasicRemote().sendBinary(ByteBuffer.wrap(chunk, 0, count));
            }
        } catch (IOException | RuntimeException e) {
            LOG.debug("A console has ended: {}", e.toString());
        }
    }

    private void type(OutputStream output) {
        try (output) {
            while (!closed) {
                byte[] next = typed.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
                if (next != null) {
                    output.write(next);
                    output.flush();
                }
            }
        } catch (IOException e) {
            closed = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void close(CloseCode code, String why) {
        closed = true;
        String reason = why.length() > LONGEST_REASON ? why.substring(0, LONGEST_REASON - 1) + "…" : why;
        try {
            session.close(new CloseReason(code, reason.replaceAll("[^ -~]", "?")));
        } catch (IOException | RuntimeException e) {
            LOG.debug("A WebSocket was closed already: {}", e.toString());
        }
    }
}
