package io.kloigos.ssh.transport;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.ssh.SshConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.channel.PtyChannelConfiguration;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The one SSH session of a host, made when it is needed and made again when it was lost, and the budget of channels on
 * it. Thread-safe.
 */
public final class HostConnection implements AutoCloseable {
    private static final int FEEDS = 2;
    private static final int TERMINALS = 2;
    private static final String LOOPBACK = "127.0.0.1";

    private final SshTransport transport;
    private final SshConfig config;
    private final Semaphore channels;
    /** Beside the others, so that no upload takes a feed's place: two, for one that ends while the next begins. */
    private final Semaphore feeds = new Semaphore(FEEDS, true);

    /** Beside the others as well: with them sshd's usual MaxSessions of 10 is kept. */
    private final Semaphore terminals = new Semaphore(TERMINALS, true);

    private final ReentrantLock connecting = new ReentrantLock(true);
    private volatile HostEndpoint endpoint;
    /** Where the host has answered and waits for us. */
    private volatile SshTransport.@Nullable Call call;

    private volatile SshTransport.@Nullable Link link;
    private volatile @Nullable Attempt lastFailure;
    private volatile boolean closed;

    public HostConnection(SshTransport transport, HostEndpoint endpoint, SshConfig config) {
        this.transport = transport;
        this.endpoint = endpoint;
        this.config = config;
        this.channels = new Semaphore(config.channelsPerHost(), true);
    }

    /** The endpoint, with the key pinned that was accepted first. */
    public HostEndpoint endpoint() {
        return endpoint;
    }

    public SshConfig config() {
        return config;
    }

    /** Whether there is a session, or one is being made. */
    public boolean isInUse() {
        return connecting.isLocked() || isConnected();
    }

    /** Makes sure that the host has answered; what takes processors, the key exchange and the login, is left. */
    public void call(Deadline deadline) throws ConnectFailure {
        if (isConnected()) {
            return;
        }
        lockWithin(deadline);
        try {
            if (!isConnected() && call == null) {
                answered(transport.call(endpoint, deadline.atMost(config.connectTimeout())));
            }
        } catch (ConnectFailure e) {
            throw noted(e);
        } finally {
            connecting.unlock();
        }
    }

    private void answered(SshTransport.Call made) {
        call = made;
        if (closed) {
            made.hangUp();
        }
    }

    private ConnectFailure noted(ConnectFailure e) {
        lastFailure = new Attempt(e, System.nanoTime());
        return e;
    }

    private boolean isConnected() {
        SshTransport.Link now = link;
        return now != null && now.session().isOpen();
    }

    /** Makes sure that there is a session. */
    public void connect(Deadline deadline) throws ConnectFailure {
        session(deadline);
    }

    /** The session, for channels of other kinds (tunnels); made if there is none. */
    public ClientSession session(Deadline deadline) throws ConnectFailure {
        SshTransport.Link now = link;
        return now != null && now.session().isOpen() ? now.session() : reconnect(deadline);
    }

    private ClientSession reconnect(Deadline deadline) throws ConnectFailure {
        long asked = System.nanoTime();
        lockWithin(deadline);
        try {
            SshTransport.Link now = link;
            if (now != null && now.session().isOpen()) {
                return now.session();
            }
            Attempt failed = lastFailure;
            if (failed != null && failed.endedAt() - asked > 0) {
                throw failed.failure();
            }
            return establish(deadline);
        } finally {
            connecting.unlock();
        }
    }

    private void lockWithin(Deadline deadline) throws ConnectFailure {
        try {
            if (!connecting.tryLock(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                throw Obstacles.silent(
                        endpoint.address() + " port " + endpoint.port(), deadline, "could not be connected");
            }
        } catch (InterruptedException e) {
            throw Obstacles.interrupted(e);
        }
    }

    private ClientSession establish(Deadline deadline) throws ConnectFailure {
        try {
            Deadline soon = deadline.atMost(config.connectTimeout());
            SshTransport.Call answered = call;
            call = null;
            SshTransport.Link made =
                    transport.connect(answered != null ? answered : transport.call(endpoint, soon), soon);
            pin(made.hostKey());
            link = made;
            if (closed) {
                made.session().close(true);
            }
            return made.session();
        } catch (ConnectFailure e) {
            throw noted(e);
        }
    }

    private void pin(String hostKey) {
        HostEndpoint e = endpoint;
        if (e.hostKey() == null) {
            endpoint = e.withHostKey(hostKey);
        }
    }

    /**
     * Runs a command on a channel of its own; its output goes to the sinks on I/O threads, its input is the channel's
     * {@code getInvertedIn()}. The caller closes the channel; its place in the budget is free once it is closed.
     */
    public ChannelExec exec(String command, OutputStream out, OutputStream err, Deadline deadline) {
        return exec(channels, command, out, err, false, deadline);
    }

    /** As {@link #exec}, for a command that may use our SSH agent to reach another host. */
    public ChannelExec execWithAgent(String command, OutputStream out, OutputStream err, Deadline deadline) {
        return exec(channels, command, out, err, true, deadline);
    }

    /** As {@link #exec}, with the output read from the channel's {@code getInvertedOut()}, which holds the host back. */
    public ChannelExec execRead(String command, OutputStream err, Deadline deadline) {
        return exec(channels, command, null, err, false, deadline);
    }

    /** As {@link #exec}, for what runs as long as the host is watched: it has places of its own. */
    public ChannelExec execFeed(String command, OutputStream out, OutputStream err, Deadline deadline) {
        return exec(feeds, command, out, err, false, deadline);
    }

    /** A channel to a TCP port of the host's loopback; sshd counts none of these as a session. The caller closes it. */
    public ClientChannel tunnel(int port, Deadline deadline) {
        try {
            ChannelDirectTcpip channel = session(deadline)
                    .createDirectTcpipChannel(
                            new SshdSocketAddress(LOOPBACK, 0), new SshdSocketAddress(LOOPBACK, port));
            channel.open().verify(deadline.millisLeft());
            return channel;
        } catch (ConnectFailure e) {
            throw new KloigosException(ErrorCode.HOST_UNREACHABLE, e.detail(), e);
        } catch (IOException e) {
            throw unreachable(
                    "forwards nothing to its port " + port + " (" + e.getMessage()
                            + "); see AllowTcpForwarding and PermitOpen in its sshd_config",
                    e);
        }
    }

    /** Runs a command on a terminal; what it prints is the channel's {@code getInvertedOut()}. The caller closes it. */
    public ChannelExec execOnTerminal(String command, Deadline deadline) {
        if (!terminals.tryAcquire()) {
            throw new KloigosException(
                    ErrorCode.EXHAUSTED,
                    "Host " + endpoint.address() + " has " + TERMINALS
                            + " serial consoles open already. End one of them first.");
        }
        try {
            ChannelExec channel = sessionFor(terminals, deadline)
                    .createExecChannel(command, StandardCharsets.UTF_8, new PtyChannelConfiguration(), Map.of());
            channel.addCloseFutureListener(done -> terminals.release());
            channel.setUsePty(true);
            channel.setRedirectErrorStream(true);
            channel.open().verify(deadline.millisLeft());
            return channel;
        } catch (IOException e) {
            throw unreachable(
                    "opens no terminal (" + e.getMessage() + "); see PermitTTY and MaxSessions in its sshd_config", e);
        }
    }

    private ChannelExec exec(
            Semaphore places,
            String command,
            @Nullable OutputStream out,
            OutputStream err,
            boolean agent,
            Deadline deadline) {
        acquire(places, deadline);
        try {
            ClientSession session = sessionFor(places, deadline);
            try {
                return open(places, session, command, out, err, agent, deadline);
            } catch (IOException e) {
                // sshd holds on to the places of hung commands: only a new connection frees them
                session.close(true);
                acquire(places, deadline);
                return open(places, sessionFor(places, deadline), command, out, err, agent, deadline);
            }
        } catch (IOException e) {
            throw unreachable(
                    "opens no further channel (" + e.getMessage() + "); see MaxSessions in its sshd_config", e);
        }
    }

    private void acquire(Semaphore places, Deadline deadline) {
        try {
            if (!places.tryAcquire(deadline.nanosLeft(), TimeUnit.NANOSECONDS)) {
                int all = places == feeds ? FEEDS : config.channelsPerHost();
                throw unreachable("is busy: all " + all + " channels were taken for " + deadline.words(), null);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable("was not waited for: interrupted", e);
        }
    }

    private ClientSession sessionFor(Semaphore places, Deadline deadline) {
        try {
            return session(deadline);
        } catch (ConnectFailure e) {
            places.release();
            throw new KloigosException(ErrorCode.HOST_UNREACHABLE, e.detail(), e);
        }
    }

    /** Opens the channel; its permit goes back when it is closed, however that comes about. */
    private ChannelExec open(
            Semaphore places,
            ClientSession session,
            String command,
            @Nullable OutputStream out,
            OutputStream err,
            boolean agent,
            Deadline deadline)
            throws IOException {
        ChannelExec channel;
        try {
            channel = session.createExecChannel(command, StandardCharsets.UTF_8, null, Map.of());
        } catch (IOException | RuntimeException e) {
            places.release();
            throw new IOException("the session is gone", e);
        }
        channel.addCloseFutureListener(done -> places.release());
        if (agent) {
            AgentLoan.begin(session);
            channel.addCloseFutureListener(done -> AgentLoan.end(session));
            channel.setAgentForwarding(true);
        }
        try {
            if (out != null) {
                channel.setOut(out);
            }
            channel.setErr(err);
            channel.open().verify(deadline.millisLeft());
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close(true);
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The error for a host that is there or not, but gave no answer. */
    public KloigosException unreachable(String what, @Nullable Throwable cause) {
        return new KloigosException(ErrorCode.HOST_UNREACHABLE, "Host " + endpoint.address() + " " + what + ".", cause);
    }

    @Override
    public void close() {
        closed = true;
        SshTransport.Call waiting = call;
        if (waiting != null) {
            waiting.hangUp();
        }
        SshTransport.Link now = link;
        if (now != null) {
            now.session().close(true);
        }
    }

    private record Attempt(ConnectFailure failure, long endedAt) {}
}
