package io.kloigos.ssh.virsh;

import io.kloigos.core.ErrorCode;
import io.kloigos.core.KloigosException;
import io.kloigos.ssh.transport.HostConnection;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;

/** What one virsh prints. Its end is an end only when virsh ended well; else reading fails with what it said. */
final class ExecOutput extends FilterInputStream {
    private static final long LAST_WORDS_MILLIS = 10_000;

    private final HostConnection connection;
    private final ChannelExec channel;
    private final VirshCommand command;
    private final ByteArrayOutputStream err;

    ExecOutput(HostConnection connection, ChannelExec channel, VirshCommand command, ByteArrayOutputStream err) {
        super(channel.getInvertedOut());
        this.connection = connection;
        this.channel = channel;
        this.command = command;
        this.err = err;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count < 0) {
            checkEnd();
        }
        return count;
    }

    private void checkEnd() {
        channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED, ClientChannelEvent.EXIT_STATUS), LAST_WORDS_MILLIS);
        Integer status = channel.getExitStatus();
        if (status == null) {
            throw connection.unreachable("lost the connection during '" + command + "'", null);
        }
        VirshReply reply = new VirshReply("", err.toString(StandardCharsets.UTF_8));
        if (!reply.ok()) {
            throw VirshErrors.failure(connection.endpoint().address(), reply);
        }
        if (status != 0) {
            throw new KloigosException(
                    ErrorCode.HOST_FAILED,
                    "Host " + connection.endpoint().address() + ": '" + command + "' ended with status " + status);
        }
    }

    @Override
    public void close() {
        channel.close(false);
    }
}
