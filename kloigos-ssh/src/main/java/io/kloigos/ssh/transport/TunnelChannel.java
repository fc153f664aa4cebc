package io.kloigos.ssh.transport;

import java.io.IOException;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/**
 * A direct-tcpip channel (RFC 4254, 7.2) that hands on what arrives as it arrives, on the I/O thread, instead of keeping
 * it for a reader.
 */
final class TunnelChannel extends ChannelDirectTcpip {
    /** Where the bytes of a tunnel go; called on I/O threads, one call at a time. */
    interface Receiver {
        /** The channel is open, and nothing has arrived yet. */
        void opened() throws IOException;

        void received(ByteArrayBuffer bytes);

        /** Nothing more will arrive. */
        void ended();
    }

    private final Receiver receiver;

    TunnelChannel(String host, int port, Receiver receiver) {
        super(new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(host, port));
        this.receiver = receiver;
        setStreaming(Streaming.Async);
    }

    @Override
    protected void doOpen() throws IOException {
        super.doOpen();
        receiver.opened();
    }

    @Override
    protected void doWriteData(byte[] data, int offset, long length) throws IOException {
        if (isClosing()) {
            return;
        }
        receiver.received(new ByteArrayBuffer(data, offset, Math.toIntExact(length)));
        getLocalWindow().release(length);
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        receiver.ended();
    }
}
