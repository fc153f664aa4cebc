package io.kloigos.ssh.virsh;

import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.channel.ChannelExec;
import org.jspecify.annotations.Nullable;

/** The shell on a host that holds documents in pipes, see {@link RemoteShell#documents}. Not thread-safe. */
final class DocumentShell implements AutoCloseable {
    private static final byte[] LINE_END = {'\n'};
    private static final byte[] READ = (RemoteShell.DOCUMENT_READ + "\n").getBytes(StandardCharsets.US_ASCII);

    private final ReplyStream out = new ReplyStream();
    private final ReplyStream err = new ReplyStream();
    private final HostConnection connection;
    private final ChannelExec channel;
    private volatile CountDownLatch made = new CountDownLatch(1);
    private volatile CountDownLatch read = new CountDownLatch(1);

    private DocumentShell(HostConnection connection) {
        this.connection = connection;
        out.expect(LINE_END, 1, made);
        channel = connection.exec(RemoteShell.documents(), out, err, deadline());
        channel.addCloseFutureListener(closed -> {
            made.countDown();
            read.countDown();
        });
    }

    /** Empty where the host's shell does not say that it can do it. */
    static Optional<DocumentShell> open(HostConnection connection) {
        DocumentShell shell = new DocumentShell(connection);
        if (shell.pipe().isPresent()) {
            return Optional.of(shell);
        }
        shell.close();
        return Optional.empty();
    }

    private Deadline deadline() {
        return Deadline.in(connection.config().commandDeadline());
    }

    boolean isAlive() {
        return channel.isOpen()
                && !channel.isEofSignalled()
                && channel.getSession().isOpen();
    }

    /**
     * Sends a document; the path from which it can be read once, null when the shell has ended. It is not waited for: whoever reads
     * waits for it on the host.
     */
    @Nullable
    String offer(byte[] document) throws IOException {
        Optional<String> path = pipe();
        if (path.isEmpty()) {
            return null;
        }
        CountDownLatch over = new CountDownLatch(1);
        err.expect(READ, 1, over);
        read = over;
        OutputStream in = channel.getInvertedIn();
        in.write((document.length + "\n").getBytes(StandardCharsets.US_ASCII));
        in.write(document);
        in.flush();
        return path.get();
    }

    /** The pipe that is there for the next document. */
    private Optional<String> pipe() {
        return Optional.of(made)
                .filter(latch -> isAlive())
                .flatMap(latch -> awaited(out, latch))
                .filter(pid -> pid.matches("[0-9]+"))
                .map(pid -> "/proc/" + pid + "/fd/4");
    }

    /** Whether the whole document went through the pipe. */
    boolean isRead() {
        return awaited(err, read).isPresent();
    }

    /** Lets go of a document that was read; another pipe is made meanwhile. */
    void letGo() throws IOException {
        CountDownLatch another = new CountDownLatch(1);
        out.expect(LINE_END, 1, another);
        made = another;
        OutputStream in = channel.getInvertedIn();
        in.write(LINE_END);
        in.flush();
    }

    /** What came before the end that is waited for; empty when the shell ended before, or did not say it in time. */
    private Optional<String> awaited(ReplyStream stream, CountDownLatch latch) {
        try {
            boolean inTime = latch.await(deadline().nanosLeft(), TimeUnit.NANOSECONDS);
            return inTime ? stream.segments().stream().findFirst() : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Ends the shell; does not wait for that. */
    @Override
    public void close() {
        channel.close(false);
    }
}
