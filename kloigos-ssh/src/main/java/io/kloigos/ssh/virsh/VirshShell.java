package io.kloigos.ssh.virsh;

import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.apache.sshd.client.channel.ChannelExec;

/**
 * A virsh that stays open on a host and answers one batch of commands at a time. It has no thread: replies are cut on
 * I/O threads, the caller waits. After a failure it is closed and of no further use. Not thread-safe.
 */
final class VirshShell implements AutoCloseable {
    private static final String CALIBRATION = "ready";

    private final ReplyStream out = new ReplyStream();
    private final ReplyStream err = new ReplyStream();
    private final Framing framing;
    private final ChannelExec channel;
    private final OutputStream in;
    private volatile CountDownLatch waiting = new CountDownLatch(0);

    private VirshShell(HostConnection connection, RandomGenerator random, Deadline deadline) {
        framing = new Framing(random);
        String command = RemoteShell.virsh(connection.endpoint().libvirtUri());
        channel = connection.exec(command, out, err, deadline);
        in = channel.getInvertedIn();
        channel.addCloseFutureListener(closed -> release(waiting));
    }

    /** Opens a shell and learns how this virsh prints. */
    static VirshShell open(HostConnection connection, RandomGenerator random, Deadline deadline) throws ShellFailure {
        VirshShell shell = new VirshShell(connection, random, deadline);
        boolean ready = false;
        try {
            shell.calibrate(deadline);
            ready = true;
            return shell;
        } catch (ShellFailure e) {
            throw e.kind() == ShellFailure.Kind.DIED
                    ? new ShellFailure(ShellFailure.Kind.NOT_STARTED, shell.lastWords(), e)
                    : e;
        } finally {
            if (!ready) {
                shell.close();
            }
        }
    }

    private void calibrate(Deadline deadline) throws ShellFailure {
        VirshCommand echo = VirshCommand.of("echo", CALIBRATION);
        exchange(List.of(framing.frame(echo, false), framing.frame(echo, true)), deadline);
        try {
            framing.learn(out.segments().get(0), out.segments().get(1), CALIBRATION);
        } catch (Framing.UnreadableReply e) {
            throw new ShellFailure(ShellFailure.Kind.DIED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether commands can be sent, as far as is known here. */
    boolean isAlive() {
        return channel.isOpen()
                && !channel.isEofSignalled()
                && channel.getSession().isOpen();
    }

    /** Sends all commands at once and returns their replies in order. */
    List<VirshReply> run(List<VirshCommand> commands, Deadline deadline) throws ShellFailure {
        List<Framing.Frame> frames = commands.stream().map(framing::frame).toList();
        exchange(frames, deadline);
        try {
            return replies(frames);
        } catch (Framing.UnreadableReply e) {
            close();
            throw new ShellFailure(ShellFailure.Kind.DIED, String.valueOf(e.getMessage()), e);
        } finally {
            out.shrink();
        }
    }

    private List<VirshReply> replies(List<Framing.Frame> frames) {
        List<String> outs = out.segments();
        List<String> errs = err.segments();
        List<VirshReply> replies = new ArrayList<>(outs.size());
        for (int i = 0; i < outs.size(); i++) {
            replies.add(new VirshReply(framing.body(frames.get(i), outs.get(i)), Framing.errors(errs.get(i))));
        }
        return replies;
    }

    private void exchange(List<Framing.Frame> frames, Deadline deadline) throws ShellFailure {
        CountDownLatch both = new CountDownLatch(2);
        out.expect(framing.end(), frames.size(), both);
        err.expect(framing.end(), frames.size(), both);
        waiting = both;
        try {
            send(frames);
            if (!both.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw new ShellFailure(ShellFailure.Kind.TIMEOUT, lastWords(), null);
            }
            if (out.segments().size() < frames.size() || err.segments().size() < frames.size()) {
                throw new ShellFailure(ShellFailure.Kind.DIED, lastWords(), null);
            }
        } catch (ShellFailure e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw new ShellFailure(
                    deadline.passed() ? ShellFailure.Kind.TIMEOUT : ShellFailure.Kind.DIED, lastWords(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new ShellFailure(ShellFailure.Kind.TIMEOUT, "interrupted", e);
        }
    }

    private void send(List<Framing.Frame> frames) throws IOException {
        StringBuilder text = new StringBuilder();
        frames.forEach(frame -> text.append(frame.text()));
        if (!isAlive()) {
            // closed between the last check and now: the close listener may have missed this latch
            throw new IOException("the shell is closed");
        }
        in.write(text.toString().getBytes(StandardCharsets.US_ASCII));
        in.flush();
    }

    private String lastWords() {
        return err.rest().strip();
    }

    private static void release(CountDownLatch latch) {
        latch.countDown();
        latch.countDown();
    }

    /** Ends virsh; does not wait for that. */
    @Override
    public void close() {
        channel.close(false);
    }
}
