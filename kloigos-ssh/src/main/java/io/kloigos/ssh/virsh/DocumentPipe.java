package io.kloigos.ssh.virsh;

import io.kloigos.core.hypervisor.Content;
import io.kloigos.ssh.transport.HostConnection;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets a warm virsh read documents, which it reads from files only, to their ends: a shell on the host holds each one in a
 * pipe, which virsh opens through /proc. No file is written, and no virsh is started, which would take longer than most of what
 * it is then told to do. One document at a time; the shell ends a while after the last one. Thread-safe.
 */
final class DocumentPipe implements AutoCloseable {
    private static final int LARGEST = 1 << 20;
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final HostConnection connection;
    private final ReentrantLock inUse = new ReentrantLock();
    private @Nullable DocumentShell shell;
    private boolean unsuitable;
    private volatile long lastUsed;

    DocumentPipe(HostConnection connection) {
        this.connection = connection;
    }

    /**
     * @param reader runs a command that reads the file of that path
     * @return its reply; empty, with nothing done, when the document cannot be handed over so: it is large, another one is
     *     being handed over, or the host has not what that takes
     */
    Optional<VirshReply> hand(Content document, Function<String, VirshReply> reader) {
        boolean fits = document.sizeBytes() != Content.UNKNOWN_SIZE && document.sizeBytes() <= LARGEST;
        if (!fits || !inUse.tryLock()) {
            return Optional.empty();
        }
        boolean reusable = false;
        try {
            DocumentShell ready = ready();
            String path = ready == null ? null : ready.offer(bytes(document));
            if (ready == null || path == null) {
                return Optional.empty();
            }
            VirshReply reply = reader.apply(path);
            if (isUnread(reply, path)) {
                unsuitable = true;
                return Optional.empty();
            }
            if (reply.ok() && !ready.isRead()) {
                throw connection.unreachable("lost a document that was handed over", null);
            }
            reusable = reply.ok() && letGo(ready);
            return Optional.of(reply);
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            if (!reusable) {
                // some of the document may still be in it
                drop();
            }
            inUse.unlock();
            expireLater();
        }
    }

    /** Whether virsh could not open it, and has done nothing; it names what it was to read in other errors too. */
    private static boolean isUnread(VirshReply reply, String path) {
        return reply.err().contains("open file '" + path) || reply.err().contains("cannot read " + path);
    }

    private static boolean letGo(DocumentShell shell) {
        try {
            shell.letGo();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static byte[] bytes(Content document) throws IOException {
        try (InputStream in = document.open()) {
            return in.readAllBytes();
        }
    }

    private @Nullable DocumentShell ready() {
        if (shell != null && !shell.isAlive()) {
            drop();
        }
        if (shell == null && !unsuitable) {
            shell = DocumentShell.open(connection).orElse(null);
            unsuitable = shell == null;
        }
        return shell;
    }

    private void expireLater() {
        lastUsed = System.nanoTime();
        if (shell != null) {
            CompletableFuture.delayedExecutor(KEPT.toMillis(), TimeUnit.MILLISECONDS)
                    .execute(this::expire);
        }
    }

    private void expire() {
        if (System.nanoTime() - lastUsed >= KEPT.toNanos() && inUse.tryLock()) {
            try {
                drop();
            } finally {
                inUse.unlock();
            }
        }
    }

    private void drop() {
        if (shell != null) {
            shell.close();
            shell = null;
        }
    }

    /** Waits for the document that is being handed over. */
    @Override
    public void close() {
        inUse.lock();
        try {
            unsuitable = true;
            drop();
        } finally {
            inUse.unlock();
        }
    }
}
