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
    private static final byte[] READY = line(RemoteShell.DOCUMENTS_READY);
    private static final byte[] READ = line(RemoteShell.DOCUMENT_READ);

    private final ReplyStream out = new ReplyStream();
    private final ReplyStream err = new ReplyStream();
    private final HostConnection connection;
    private final ChannelExec channel;
    private volatile CountDownLatch said = new CountDownLatch(1);
    private volatile CountDownLatch read = new CountDownLatch(1);

    private DocumentShell(HostConnection connection) {
        this.connection = connection;
        out.expect(READY, 1, said);
        channel = connection.exec(RemoteShell.documents(), out, err, deadline());
        channel.addCloseFutureListener(closed -> {
            said.countDown();
            read.countDown();
        });
    }

    /** Empty where the host's shell does not say that it can do it. */
    static Optional<DocumentShell> open(HostConnection connection) {
        DocumentShell shell = new DocumentShell(connection);
        if (shell.awaited(shell.out, shell.said).isPresent()) {
            return Optional.of(shell);
        }
        shell.close();
        return Optional.empty();
    }

    private static byte[] line(String word) {
        return (word + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private Deadline deadline() {
        return Deadline.in(connection.config().commandDeadline());
    }

    boolean isAlive() {
        return channel.isOpen()
                && !channel.isEofSignalled()
                && channel.getSession().isOpen();
    }

    /** Sends a document; the path from which it can be read once, null when the shell has ended. */
    @Nullable
    String offer(byte[] document) throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        out.expect(LINE_END, 1, held);
        err.expect(READ, 1, over);
        said = held;
        read = over;
        OutputStream in = channel.getInvertedIn();
        // the empty line lets go of the one before
        in.write(("\n" + document.length + "\n").getBytes(StandardCharsets.US_ASCII));
        in.write(document);
        in.flush();
        String pid = isAlive() ? awaited(out, held).orElse("") : "";
        return pid.matches("[0-9]+") ? "/proc/" + pid + "/fd/4" : null;
    }

    /** Whether the whole document went through the pipe. */
    boolean isRead() {
        return awaited(err, read).isPresent();
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
