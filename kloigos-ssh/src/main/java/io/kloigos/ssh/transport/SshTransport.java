package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.ssh.SshConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.client.session.ClientSessionImpl;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.helpers.AbstractSession;
import org.apache.sshd.core.CoreModuleProperties;

/** The one SSH client of the process: makes authenticated sessions whose host key was verified. */
public final class SshTransport implements AutoCloseable {
    private static final int NIO_THREADS = 3;

    private final SshClient client;
    private final Credentials credentials;
    private final Routes routes;
    private final Names names = new Names();
    private final Heartbeats heartbeats;

    public SshTransport(SshConfig config, Credentials credentials) {
        this.credentials = credentials;
        this.routes = new Routes(config.sshConfig(), credentials.sshFolder());
        this.heartbeats = new Heartbeats(config.keepalive());
        this.client = client(config, credentials);
        client.addSessionListener(heartbeats);
        client.start();
        heartbeats.start();
    }

    private static SshClient client(SshConfig config, Credentials credentials) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> {
            AttributeRepository context = session.getConnectionContext();
            HostKeyCheck check = context == null ? null : context.getAttribute(HostKeyCheck.ATTRIBUTE);
            return check != null && check.accepts(key);
        });
        client.addSessionListener(new HostKeyOrder());
        client.addSessionListener(new SilentHosts());
        client.addSessionListener(new Greetings());
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory()));
        client.setAgentFactory(credentials.agent());
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
        CoreModuleProperties.NIO_WORKERS.set(client, NIO_THREADS);
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, config.stallTimeout());
        CoreModuleProperties.CHANNEL_CLOSE_TIMEOUT.set(client, Duration.ofSeconds(5));
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        return client;
    }

    /**
     * Calls that host, or the jump host in front of it, and waits until it says what it is. Blocks at most until the
     * deadline.
     */
    Call call(HostEndpoint endpoint, Deadline deadline) throws ConnectFailure {
        Hop hop = routes.to(endpoint);
        Hop via = hop.via();
        Login login = login(via == null ? hop : via);
        return new Call(hop, login, greeted(open(login, deadline), login, deadline));
    }

    /**
     * An authenticated session with the host that was called and the key that it showed. Blocks at most until the deadline.
     * The session with a jump host in front of it is closed together with it.
     */
    Link connect(Call call, Deadline deadline) throws ConnectFailure {
        Greeting.answer(call.session());
        Link link = logIn(call.session(), call.login(), deadline);
        Hop via = call.hop().via();
        return via == null ? link : connectThrough(link.session(), via, login(call.hop()), deadline);
    }

    private Login login(Hop hop) throws ConnectFailure {
        return new Login(hop, HostKeyCheck.of(hop), credentials.offer(hop.identities()), new Greeting());
    }

    private Link connectThrough(ClientSession jump, Hop via, Login login, Deadline deadline) throws ConnectFailure {
        boolean done = false;
        try {
            Link link = logIn(openThrough(jump, via, login, deadline), login, deadline);
            link.session().addCloseFutureListener(closed -> jump.close(true));
            done = true;
            return link;
        } finally {
            if (!done) {
                jump.close(true);
            }
        }
    }

    private ClientSession open(Login login, Deadline deadline) throws ConnectFailure {
        Hop hop = login.hop();
        InetSocketAddress address = new InetSocketAddress(names.resolve(hop, deadline), hop.port());
        try {
            var connecting = client.connect(hop.user(), address, login.context(), null);
            if (!connecting.await(deadline.millisLeft())) {
                connecting.cancel();
                throw Obstacles.silent(hop.subject(), deadline, "did not answer");
            }
            return connecting.verify(deadline.millisLeft()).getSession();
        } catch (IOException | RuntimeException e) {
            throw Obstacles.ofConnecting(hop, deadline, e);
        }
    }

    private static ClientSession greeted(ClientSession session, Login login, Deadline deadline) throws ConnectFailure {
        boolean done = false;
        try {
            if (!login.greeting().await(deadline)) {
                throw Obstacles.silent(login.hop().subject(), deadline, "accepted the connection but spoke no SSH");
            }
            done = true;
            return session;
        } finally {
            if (!done) {
                session.close(true);
            }
        }
    }

    /** The target's name is resolved by the jump host, which may know names that we do not. */
    private ClientSession openThrough(ClientSession jump, Hop via, Login login, Deadline deadline)
            throws ConnectFailure {
        Hop hop = login.hop();
        Tunnel tunnel = new Tunnel(jump, hop, client.getSessionFactory(), login.context());
        try {
            tunnel.open(deadline);
            ClientSessionImpl session = (ClientSessionImpl) AbstractSession.getSession(tunnel);
            session.setUsername(hop.user());
            session.setConnectAddress(tunnel.getRemoteAddress());
            return session;
        } catch (IOException | RuntimeException e) {
            tunnel.close(true);
            throw Obstacles.ofTunnel(via, hop, deadline, e);
        }
    }

    private static Link logIn(ClientSession session, Login login, Deadline deadline) throws ConnectFailure {
        boolean done = false;
        try {
            authenticate(session, login, deadline);
            done = true;
            return new Link(session, String.valueOf(login.check().offeredLine()));
        } finally {
            if (!done) {
                session.close(true);
            }
        }
    }

    private static void authenticate(ClientSession session, Login login, Deadline deadline) throws ConnectFailure {
        login.offer().keys().forEach(session::addPublicKeyIdentity);
        try {
            var auth = session.auth();
            if (!auth.await(deadline.millisLeft())) {
                throw Obstacles.silent(
                        login.hop().subject(),
                        deadline,
                        login.check().sawKey()
                                ? "did not finish the login"
                                : "accepted the connection but spoke no SSH");
            }
            auth.verify(deadline.millisLeft());
        } catch (IOException | RuntimeException e) {
            throw Obstacles.ofLogin(login.hop(), login.check(), login.offer(), e);
        }
    }

    @Override
    public void close() {
        heartbeats.close();
        names.close();
        client.stop();
    }

    /** A session and the host key line that was accepted for it. */
    record Link(ClientSession session, String hostKey) {}

    /** A host that has answered, itself or the jump host in front of it, and waits for us. */
    record Call(Hop hop, Login login, ClientSession session) {
        void hangUp() {
            session.close(true);
        }
    }

    /** One attempt to get into one server. */
    record Login(Hop hop, HostKeyCheck check, Credentials.Offer offer, Greeting greeting) {
        AttributeRepository context() {
            Map<AttributeRepository.AttributeKey<?>, Object> known =
                    new HashMap<>(Map.of(HostKeyCheck.ATTRIBUTE, check, Credentials.Offer.ATTRIBUTE, offer));
            if (hop.via() == null) {
                known.put(Greeting.ATTRIBUTE, greeting);
            }
            return AttributeRepository.ofAttributesMap(known);
        }
    }
}
