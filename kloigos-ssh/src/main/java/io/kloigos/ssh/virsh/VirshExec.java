package io.kloigos.ssh.virsh;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.Content;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.apache.sshd.client.channel.ChannelExec;
import org.jspecify.annotations.Nullable;

/**
 * A virsh process of its own for one command: for what streams its input, and for words that the warm shell cannot
 * take. It fails only when it makes no progress for the stall timeout, however long the whole takes.
 */
final class VirshExec {
    private static final int CHUNK = 128 * 1024;
    private static final Duration LONGER_THAN_CURL = Duration.ofSeconds(30);
    private static final long MEANWHILE = Duration.ofSeconds(1).toNanos();

    private final HostConnection connection;

    VirshExec(HostConnection connection) {
        this.connection = connection;
    }

    /** Runs a command that is not virsh, to its end. */
    VirshReply run(ShellCommand command) {
        return run(command, connection.config().stallTimeout());
    }

    /** @param stall how long it may say nothing */
    VirshReply run(ShellCommand command, Duration stall) {
        return run(
                command.line(),
                command.shown(),
                new Stdin(Content.of(new byte[0]), false),
                stall,
                connection::exec,
                new ByteArrayOutputStream(),
                () -> {});
    }

    VirshReply run(VirshCommand command, Content stdin) {
        return run(command, stdin, connection.config().stallTimeout());
    }

    /** @param stall how long it may make no progress */
    VirshReply run(VirshCommand command, Content stdin, Duration stall) {
        return run(command, stdin, stall, connection::exec, new ByteArrayOutputStream(), () -> {});
    }

    /** Runs a command that reaches another host with our SSH agent. */
    VirshReply runWithAgent(VirshCommand command, Duration stall, IntConsumer percent) {
        return runTelling(command, stall, connection::execWithAgent, percent);
    }

    /** Runs a command that tells how far it is. */
    VirshReply runTelling(VirshCommand command, Duration stall, IntConsumer percent) {
        return runTelling(command, stall, connection::exec, percent);
    }

    private VirshReply runTelling(VirshCommand command, Duration stall, Opening opening, IntConsumer percent) {
        Percents percents = new Percents(Percents.OF_VIRSH, percent);
        VirshReply reply = run(command, Content.of(new byte[0]), stall, opening, percents, percents::tell);
        return new VirshReply(reply.out(), percents.without(reply.err()));
    }

    /**
     * Has the host fetch. curl gives up on a server that is silent for the stall timeout, or some seconds more, since it looks
     * at the mean of the last ones; this waits for longer than that.
     */
    VirshReply run(HostFetch fetch, IntConsumer percent) {
        Duration stall = connection.config().stallTimeout();
        Percents percents = new Percents(Percents.OF_CURL, percent);
        VirshReply reply = run(
                RemoteShell.fetch(
                        connection.endpoint().libvirtUri(),
                        fetch.words(connection.endpoint().libvirtUri(), stall)),
                "curl",
                new Stdin(fetch.file().start(), true),
                stall.plus(LONGER_THAN_CURL),
                connection::exec,
                percents,
                percents::tell);
        return new VirshReply(reply.out(), percents.without(reply.err()));
    }

    /** @param staysOpen whether it is held open behind the content, until the command has ended */
    private record Stdin(Content content, boolean staysOpen) {}

    private interface Opening {
        ChannelExec open(String line, OutputStream out, OutputStream err, Deadline deadline);
    }

    private VirshReply run(
            VirshCommand command,
            Content stdin,
            Duration stall,
            Opening opening,
            ByteArrayOutputStream err,
            Runnable meanwhile) {
        return run(line(command), command.toString(), new Stdin(stdin, false), stall, opening, err, meanwhile);
    }

    /** @param command for messages */
    private VirshReply run(
            String line,
            String command,
            Stdin stdin,
            Duration stall,
            Opening opening,
            ByteArrayOutputStream err,
            Runnable meanwhile) {
        Progress progress = new Progress();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ChannelExec channel = opening.open(
                line,
                progress.watching(out),
                progress.watching(err),
                Deadline.in(connection.config().stallTimeout()));
        try {
            CountDownLatch closed = new CountDownLatch(1);
            channel.addCloseFutureListener(done -> closed.countDown());
            IOException broken =
                    feed(channel, stdin, progress, () -> await(closed, progress, command, stall, meanwhile));
            await(closed, progress, command, stall, meanwhile);
            return reply(channel, command, text(out), text(err), broken);
        } finally {
            channel.close(false);
        }
    }

    /**
     * Writes the content; a host that stops reading has said why on stderr, so that is no failure by itself. When the
     * content cannot be had, virsh is let go first: what is undone next must not meet it.
     */
    private static @Nullable IOException feed(ChannelExec channel, Stdin stdin, Progress progress, Runnable letGo) {
        try {
            return feed(channel, stdin, progress);
        } catch (KloigosException e) {
            letGo.run();
            throw e;
        }
    }

    private static @Nullable IOException feed(ChannelExec channel, Stdin stdin, Progress progress) {
        OutputStream in = channel.getInvertedIn();
        try (Closeable end = stdin.staysOpen() ? () -> {} : in;
                InputStream content = stdin.content().open()) {
            byte[] chunk = new byte[CHUNK];
            long size = stdin.content().sizeBytes();
            boolean endless = size == Content.UNKNOWN_SIZE;
            long left = endless ? Long.MAX_VALUE : size;
            while (left > 0) {
                int count = content.read(chunk, 0, (int) Math.min(chunk.length, left));
                if (count < 0 && endless) {
                    return null;
                }
                if (count < 0) {
                    throw new IOException("the content ended " + left + " bytes early");
                }
                in.write(chunk, 0, count);
                in.flush();
                left -= count;
                progress.made();
            }
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    /** What the command prints, as fast as it is read; the command ends with the stream. */
    InputStream read(VirshCommand command) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ChannelExec channel = connection.execRead(
                line(command), err, Deadline.in(connection.config().stallTimeout()));
        return new ExecOutput(connection, channel, command, err);
    }

    private String line(VirshCommand command) {
        return RemoteShell.virsh(connection.endpoint().libvirtUri()) + " " + command.shellWords();
    }

    /** @param meanwhile done every now and then while it is waited for */
    private void await(
            CountDownLatch closed, Progress progress, String command, Duration patience, Runnable meanwhile) {
        long stall = patience.toNanos();
        try {
            while (!closed.await(Math.min(MEANWHILE, stall - progress.nanosSince()), TimeUnit.NANOSECONDS)) {
                meanwhile.run();
                if (progress.nanosSince() >= stall) {
                    throw connection.unreachable(
                            "made no progress with '" + command + "' for "
                                    + Deadline.in(patience).words(),
                            null);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw connection.unreachable("was not waited for: interrupted", e);
        }
    }

    private VirshReply reply(
            ChannelExec channel, String command, String out, String err, @Nullable IOException broken) {
        Integer status = channel.getExitStatus();
        if (status == null) {
            throw connection.unreachable("lost the connection during '" + command + "'", broken);
        }
        VirshReply reply = new VirshReply(out, err);
        if (status != 0 && reply.ok()) {
            return new VirshReply(out, "error: " + (err.isBlank() ? "exit status " + status : err.strip()));
        }
        if (broken != null && reply.ok()) {
            throw connection.unreachable("stopped reading during '" + command + "'", broken);
        }
        return reply;
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** When something last moved. */
    private static final class Progress {
        private volatile long last = System.nanoTime();

        void made() {
            last = System.nanoTime();
        }

        long nanosSince() {
            return System.nanoTime() - last;
        }

        OutputStream watching(OutputStream sink) {
            return new FilterOutputStream(sink) {
                @Override
                public void write(byte[] data, int offset, int count) throws IOException {
                    made();
                    out.write(data, offset, count);
                }
            };
        }
    }
}
