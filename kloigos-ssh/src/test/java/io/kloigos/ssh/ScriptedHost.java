package io.kloigos.ssh;

import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.core.hypervisor.JumpHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.OpenSshCertificate;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyEncryptionContext;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.StaticDecisionForwardingFilter;
import org.jspecify.annotations.Nullable;

/** An SSH server in this process whose commands do what a test says. */
public final class ScriptedHost implements AutoCloseable {
    /** What a command on the host does; its result is the exit status. */
    public interface Script {
        int run(String command, InputStream in, OutputStream out, OutputStream err) throws IOException;
    }

    private final SshServer server = SshServer.setUpDefaultServer();
    private final List<KeyPair> hostKeys;
    private final KeyPair user = generate("EC", 256);
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger keyExchanges = new AtomicInteger();
    private final AtomicInteger logins = new AtomicInteger();
    private volatile Script script;
    private volatile @Nullable PublicKey userAuthority;
    private final List<PublicKey> guests = new CopyOnWriteArrayList<>();
    private volatile boolean forwards = true;

    private ScriptedHost(Script script, List<KeyPair> hostKeys) {
        this.script = script;
        this.hostKeys = hostKeys;
    }

    public static ScriptedHost start(Script script) {
        return start(script, generate("EC", 256));
    }

    public static ScriptedHost start(Script script, KeyPair... hostKeys) {
        ScriptedHost host = new ScriptedHost(script, List.of(hostKeys));
        CoreModuleProperties.TCP_NODELAY.set(host.server, true);
        host.server.setHost("127.0.0.1");
        host.server.setKeyPairProvider(KeyPairProvider.wrap(hostKeys));
        host.server.setPublickeyAuthenticator((name, key, session) -> name.equals("kloigos") && host.lets(name, key));
        host.server.addSessionListener(new SessionListener() {
            @Override
            public void sessionEvent(Session session, Event event) {
                if (event == Event.KeyEstablished) {
                    host.keyExchanges.incrementAndGet();
                } else if (event == Event.Authenticated) {
                    host.logins.incrementAndGet();
                }
            }
        });
        host.server.setForwardingFilter(new StaticDecisionForwardingFilter(true) {
            @Override
            protected boolean checkAcceptance(String request, Session session, SshdSocketAddress target) {
                return host.forwards;
            }
        });
        host.server.setCommandFactory((channel, line) -> host.new Running(line));
        try {
            host.server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return host;
    }

    private boolean lets(String name, PublicKey key) {
        PublicKey authority = userAuthority;
        return KeyUtils.compareKeys(key, user.getPublic())
                || guests.stream().anyMatch(guest -> KeyUtils.compareKeys(key, guest))
                || key instanceof OpenSshCertificate certificate
                        && authority != null
                        && KeyUtils.compareKeys(certificate.getCaPubKey(), authority)
                        && certificate.getPrincipals().contains(name);
    }

    /** From now on it lets in whoever has a certificate of that authority. */
    public void trust(PublicKey authority) {
        userAuthority = authority;
    }

    /** From now on it lets in that key too. */
    public void letIn(PublicKey key) {
        guests.add(key);
    }

    /** From now on it forwards no connections. */
    public void forwardNothing() {
        forwards = false;
    }

    /** It as a jump host. */
    public JumpHost jump() {
        return new JumpHost("127.0.0.1", server.getPort(), "kloigos", hostKey(0));
    }

    public int port() {
        return server.getPort();
    }

    /** Connections that are logged in. */
    public int sessions() {
        return (int) server.getActiveSessions().stream()
                .filter(AbstractSession::isAuthenticated)
                .count();
    }

    /** Connections, logged in or not. */
    public int connections() {
        return server.getActiveSessions().size();
    }

    /** Key exchanges that were finished since it was started. */
    public int keyExchanges() {
        return keyExchanges.get();
    }

    /** Logins since it was started. */
    public int everSessions() {
        return logins.get();
    }

    /** The key that it lets in. */
    public KeyPair userKey() {
        return user;
    }

    public static KeyPair generate(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public void play(Script next) {
        script = next;
    }

    /** Every command line that was run, in order. */
    public List<String> commands() {
        return commands;
    }

    /** Commands that have not ended. */
    public int running() {
        return open.get();
    }

    public void cutConnections() {
        server.getActiveSessions().forEach(session -> session.close(true));
    }

    /** The OpenSSH line of one of its keys. */
    public String hostKey(int index) {
        return PublicKeyEntry.toString(hostKeys.get(index).getPublic());
    }

    public KeyPair hostKeyPair(int index) {
        return hostKeys.get(index);
    }

    public HostEndpoint endpoint() {
        return endpoint(hostKey(0), false);
    }

    public HostEndpoint endpoint(@Nullable String hostKey, boolean trustOnFirstUse) {
        return new HostEndpoint(
                "scripted", "127.0.0.1", server.getPort(), "kloigos", "qemu:///system", hostKey, trustOnFirstUse);
    }

    /** The key that it lets in, as a file in that folder. */
    public Path keyFile(Path folder, @Nullable String passphrase) {
        return write(user, folder.resolve("id_ecdsa"), passphrase);
    }

    public static Path write(KeyPair key, Path file, @Nullable String passphrase) {
        OpenSSHKeyEncryptionContext encryption = new OpenSSHKeyEncryptionContext();
        encryption.setPassword(passphrase);
        encryption.setCipherName("AES");
        encryption.setCipherType("256");
        encryption.setCipherMode("CTR");
        try (OutputStream out = Files.newOutputStream(file)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(
                    key, "test", passphrase == null ? null : encryption, out);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        server.stop(true);
    }

    /** One command on a thread of its own. */
    private final class Running implements Command {
        private final String line;
        private InputStream in = InputStream.nullInputStream();
        private OutputStream out = OutputStream.nullOutputStream();
        private OutputStream err = OutputStream.nullOutputStream();
        private ExitCallback exit = (status, message, closeImmediately) -> {};
        private @Nullable Thread thread;

        Running(String line) {
            this.line = line;
        }

        @Override
        public void setInputStream(InputStream stream) {
            in = stream;
        }

        @Override
        public void setOutputStream(OutputStream stream) {
            out = stream;
        }

        @Override
        public void setErrorStream(OutputStream stream) {
            err = stream;
        }

        @Override
        public void setExitCallback(ExitCallback callback) {
            exit = callback;
        }

        @Override
        public void start(ChannelSession channel, Environment environment) {
            commands.add(line);
            open.incrementAndGet();
            thread = new Thread(this::run, "scripted-host");
            thread.setDaemon(true);
            thread.start();
        }

        private void run() {
            int status = 255;
            try {
                status = script.run(line, in, out, err);
                out.flush();
                err.flush();
            } catch (IOException e) {
                status = 254;
            } finally {
                open.decrementAndGet();
                exit.onExit(status);
            }
        }

        @Override
        public void destroy(ChannelSession channel) {
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }
}
