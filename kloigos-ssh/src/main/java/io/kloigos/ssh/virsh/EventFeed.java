package io.kloigos.ssh.virsh;

import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.HostListener;
import io.kloigos.core.hypervisor.Subscription;
import io.kloigos.ssh.transport.Deadline;
import io.kloigos.ssh.transport.HostConnection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelListener;
import org.jspecify.annotations.Nullable;

/**
 * The events of a host as they happen, over one channel. It has no thread: lines are cut and told on I/O threads. It
 * ends for good when a virsh of it, the channel or the connection does.
 */
final class EventFeed implements Subscription {
    /** What a virsh that is listening is announced with. */
    static final String READY = "listening:";

    private static final int SOURCES = 3;
    private static final int LONGEST_LINE = 16 * 1024;

    private final HostConnection connection;
    private final HostListener listener;
    private final CountDownLatch listening = new CountDownLatch(SOURCES);
    private final CountDownLatch listeningOrOver = new CountDownLatch(1);
    private final AtomicBoolean over = new AtomicBoolean();
    private final LastWords err = new LastWords();
    private volatile @Nullable ChannelExec channel;

    private EventFeed(HostConnection connection, HostListener listener) {
        this.connection = connection;
        this.listener = listener;
    }

    private ChannelExec start(Deadline deadline) {
        LineStream out = new LineStream(LONGEST_LINE, this::hear, () -> tell(listener::hostChanged));
        String command = RemoteShell.events(connection.endpoint().libvirtUri());
        ChannelExec started = connection.execFeed(command, out, err, deadline);
        channel = started;
        started.addCloseFutureListener(closed -> listeningOrOver.countDown());
        started.addChannelListener(new EndOfCommand());
        return started;
    }

    /** Returns once all events are heard; fails when that is not so by the deadline. */
    static EventFeed open(HostConnection connection, HostListener listener, Deadline deadline) {
        EventFeed feed = new EventFeed(connection, listener);
        ChannelExec channel = feed.start(deadline);
        try {
            if (!feed.listeningOrOver.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw connection.unreachable("did not tell of its changes within " + deadline.words(), null);
            }
            if (feed.listening.getCount() > 0) {
                throw feed.ended();
            }
        } catch (KloigosException e) {
            feed.close();
            throw e;
        } catch (InterruptedException e) {
            feed.close();
            Thread.currentThread().interrupt();
            throw connection.unreachable("was not waited for: interrupted", e);
        }
        channel.addCloseFutureListener(closed -> feed.end());
        return feed;
    }

    private void hear(String line) {
        if (listening.getCount() > 0) {
            hearWhoListens(line);
            return;
        }
        EventLine event = EventLine.read(line);
        switch (event.subject()) {
            case DOMAIN -> event.names().forEach(name -> tell(() -> listener.domainChanged(name)));
            case HOST -> tell(listener::hostChanged);
            case NOTHING -> {}
        }
    }

    /** What changes before all of them listen is for the first look to find. */
    private void hearWhoListens(String line) {
        if (line.startsWith(READY)) {
            listening.countDown();
        }
        if (listening.getCount() == 0) {
            listeningOrOver.countDown();
        }
    }

    /** A listener that fails hears no more, rather than take the host's connection down. */
    private void tell(Runnable call) {
        if (over.get()) {
            return;
        }
        try {
            call.run();
        } catch (RuntimeException e) {
            closeChannel();
        }
    }

    private void end() {
        if (over.compareAndSet(false, true)) {
            listener.lost(ended());
        }
    }

    private KloigosException ended() {
        String said = VirshErrors.sentence(err.text());
        return connection.unreachable(
                said.length() > 1
                        ? "no longer tells of its changes: " + said.substring(0, said.length() - 1)
                        : "no longer tells of its changes",
                null);
    }

    /** A channel stays open while anything on the host holds its output, though the command itself has ended. */
    private static final class EndOfCommand implements ChannelListener {
        @Override
        public void channelStateChanged(Channel channel, @Nullable String hint) {
            if (channel instanceof ChannelExec exec && (exec.getExitStatus() != null || exec.getExitSignal() != null)) {
                channel.close(false);
            }
        }
    }

    /** Ends what runs on the host; does not wait for that. */
    @Override
    public void close() {
        over.set(true);
        closeChannel();
    }

    private void closeChannel() {
        ChannelExec open = channel;
        if (open != null) {
            open.close(false);
        }
    }
}
