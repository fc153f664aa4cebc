package io.kloigos.ssh.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.Closeable;
import org.apache.sshd.common.channel.BufferedIoOutputStream;
import org.apache.sshd.common.io.IoHandler;
import org.apache.sshd.common.io.IoService;
import org.apache.sshd.common.io.IoSession;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.closeable.AbstractInnerCloseable;
import org.jspecify.annotations.Nullable;

/**
 * The wire of a session that runs inside another one: in place of a socket, a direct-tcpip channel of the jump host's
 * session. No port is opened on this machine, so that nobody else here can use the way.
 */
final class Tunnel extends AbstractInnerCloseable implements IoSession, TunnelChannel.Receiver {
    /** The windows of the channels inside bound what can pile up here; waiting would block an I/O thread. */
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final Map<Object, Object> attributes = new ConcurrentHashMap<>();
    private final IoHandler sessions;
    private final ClientSession jump;
    private final Hop target;
    private final TunnelChannel channel;
    private volatile @Nullable BufferedIoOutputStream out;

    /** @param sessions makes the inner session when the channel is open, and reads what arrives for it */
    Tunnel(ClientSession jump, Hop target, IoHandler sessions, AttributeRepository context) {
        this.jump = jump;
        this.target = target;
        this.sessions = sessions;
        this.channel = new TunnelChannel(target.address(), target.port(), this);
        attributes.put(AttributeRepository.class, context);
        channel.addCloseFutureListener(done -> close(true));
        addCloseFutureListener(done -> closed());
    }

    /** Blocks until the jump host has connected us or refused to. */
    void open(Deadline deadline) throws IOException {
        jump.getService(ConnectionService.class).registerChannel(channel);
        channel.open().verify(deadline.millisLeft());
    }

    @Override
    public void opened() throws IOException {
        out = new BufferedIoOutputStream(this, channel.getChannelId(), channel.getAsyncIn(), NO_LIMIT, Duration.ZERO);
        try {
            sessions.sessionCreated(this);
        } catch (Exception e) {
            throw e instanceof IOException io ? io : new IOException("no session could be made", e);
        }
    }

    @Override
    public void received(ByteArrayBuffer bytes) {
        try {
            sessions.messageReceived(this, bytes);
        } catch (Exception e) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        try {
            sessions.exceptionCaught(this, e);
        } catch (Exception further) {
            close(true);
        }
    }

    @Override
    public void ended() {
        close(true);
    }

    private void closed() {
        try {
            sessions.sessionClosed(this);
        } catch (Exception e) {
            // there was no session yet; whoever opens the tunnel hears of it from the channel
            attributes.clear();
        }
    }

    @Override
    public IoWriteFuture writeBuffer(Buffer buffer) throws IOException {
        BufferedIoOutputStream stream = out;
        if (stream == null) {
            throw new IOException("the tunnel is not open");
        }
        // a view: MINA would write the channel's header into a packet of the inner session if it were handed one
        return stream.writeBuffer(new ByteArrayBuffer(buffer.array(), buffer.rpos(), buffer.available()));
    }

    @Override
    protected Closeable getInnerCloseable() {
        return builder().close(out).close(channel).build();
    }

    @Override
    public long getId() {
        return id;
    }

    @Override
    public @Nullable Object getAttribute(Object key) {
        return attributes.get(key);
    }

    @Override
    public @Nullable Object setAttribute(Object key, Object value) {
        return attributes.put(key, value);
    }

    @Override
    public @Nullable Object setAttributeIfAbsent(Object key, Object value) {
        return attributes.putIfAbsent(key, value);
    }

    @Override
    public @Nullable Object removeAttribute(Object key) {
        return attributes.remove(key);
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return InetSocketAddress.createUnresolved(target.address(), target.port());
    }

    @Override
    public SocketAddress getLocalAddress() {
        return jump.getLocalAddress();
    }

    @Override
    public SocketAddress getAcceptanceAddress() {
        return getLocalAddress();
    }

    @Override
    public IoService getService() {
        throw new UnsupportedOperationException("a tunnel belongs to no service");
    }

    @Override
    public void shutdownOutputStream() throws IOException {
        throw new IOException("a tunnel is closed as a whole");
    }

    @Override
    public void suspendRead() {
        throw new UnsupportedOperationException("the windows of the channels inside hold back what is too much");
    }

    @Override
    public void resumeRead() {
        throw new UnsupportedOperationException("a tunnel is never suspended");
    }

    @Override
    public String toString() {
        return "Tunnel[" + target.name() + "]";
    }
}
