package io.kloigos.ssh.transport;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.sshd.agent.common.AbstractAgentProxy;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;

/** The OpenSSH agent behind {@code SSH_AUTH_SOCK} (draft-miller-ssh-agent), over the JDK's own UNIX sockets. */
final class AgentSocket extends AbstractAgentProxy {
    private static final int LARGEST_ANSWER = 1 << 20;

    private final SocketChannel channel;
    private final @Nullable List<PublicKey> wanted;

    /** @param wanted the keys to show, in this order; null for all that it holds */
    AgentSocket(Path socket, @Nullable List<PublicKey> wanted) throws IOException {
        super(null);
        this.wanted = wanted;
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public Iterable<? extends Map.Entry<PublicKey, String>> getIdentities() throws IOException {
        Iterable<? extends Map.Entry<PublicKey, String>> held = super.getIdentities();
        if (wanted == null) {
            return held;
        }
        return wanted.stream()
                .flatMap(key -> StreamSupport.stream(held.spliterator(), false)
                        .filter(identity -> KeyUtils.compareKeys(identity.getKey(), key))
                        .limit(1))
                .toList();
    }

    /** With a certificate the agent answers with the name of the key's algorithm, MINA wants the certificate's back. */
    @Override
    public Map.Entry<String, byte[]> sign(
            @Nullable SessionContext session, PublicKey key, @Nullable String algorithm, byte[] data)
            throws IOException {
        Map.Entry<String, byte[]> signature = super.sign(session, key, algorithm, data);
        boolean asAsked = algorithm != null
                && key instanceof OpenSshCertificate
                && signature.getKey().equals(KeyUtils.getSignatureAlgorithm(algorithm, key));
        return asAsked ? Map.entry(algorithm, signature.getValue()) : signature;
    }

    @Override
    protected synchronized Buffer request(Buffer buffer) throws IOException {
        ByteBuffer question = ByteBuffer.wrap(buffer.array(), buffer.rpos(), buffer.available());
        while (question.hasRemaining()) {
            channel.write(question);
        }
        int length = read(4).getInt();
        if (length < 1 || length > LARGEST_ANSWER) {
            throw new IOException("the SSH agent announced an answer of " + length + " bytes");
        }
        return new ByteArrayBuffer(read(length).array());
    }

    private ByteBuffer read(int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the SSH agent hung up");
            }
        }
        return bytes.flip();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() throws IOException {
        channel.close();
        super.close();
    }
}
