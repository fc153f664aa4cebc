package io.kloigos.ssh.transport;

import io.kloigos.core.hypervisor.Contact.Obstacle;
import io.kloigos.core.hypervisor.HostEndpoint;
import io.kloigos.ssh.SshConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.session.SessionHeartbeatController.HeartbeatType;
import org.apache.sshd.core.CoreModuleProperties;

/** The one SSH client of the process: makes authenticated sessions whose host key was verified. */
public final class SshTransport implements AutoCloseable {
    private static final int NIO_THREADS = 3;

    private final SshClient client;
    private final Credentials credentials;
    private final ExecutorService names = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "kloigos-names");
        thread.setDaemon(true);
        return thread;
    });

    public SshTransport(SshConfig config, Credentials credentials) {
        this.credentials = credentials;
        this.client = client(config, credentials);
        client.start();
    }

    private static SshClient client(SshConfig config, Credentials credentials) {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> {
            AttributeRepository context = session.getConnectionContext();
            HostKeyCheck check = context == null ? null : context.getAttribute(HostKeyCheck.ATTRIBUTE);
            return check != null && check.accepts(key);
        });
        client.addSessionListener(new HostKeyOrder());
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory()));
        credentials.agent().ifPresent(client::setAgentFactory);
        client.setSessionHeartbeat(HeartbeatType.IGNORE, config.keepalive());
        CoreModuleProperties.HEARTBEAT_REQUEST.set(client, "keepalive@openssh.com");
        CoreModuleProperties.HEARTBEAT_INTERVAL.set(client, config.keepalive());
        CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(client, 2);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        CoreModuleProperties.SOCKET_KEEPALIVE.set(client, true);
        CoreModuleProperties.NIO_WORKERS.set(client, NIO_THREADS);
        CoreModuleProperties.WAIT_FOR_SPACE_TIMEOUT.set(client, config.stallTimeout());
        CoreModuleProperties.CHANNEL_CLOSE_TIMEOUT.set(client, Duration.ofSeconds(5));
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.NIO2_READ_TIMEOUT.set(client, Duration.ZERO);
        return client;
    }

    /** An authenticated session with that host and the key that it showed. Blocks at most until the deadline. */
    Link connect(HostEndpoint endpoint, Deadline deadline) throws ConnectFailure {
        HostKeyCheck check = HostKeyCheck.of(endpoint);
        Credentials.Offer offer = credentials.offer();
        InetSocketAddress address = new InetSocketAddress(resolve(endpoint, deadline), endpoint.port());
        ClientSession session = open(endpoint, address, check, deadline);
        boolean done = false;
        try {
            logIn(session, endpoint, check, offer, deadline);
            done = true;
            return new Link(session, String.valueOf(check.offeredLine()));
        } finally {
            if (!done) {
                session.close(true);
            }
        }
    }

    private InetAddress resolve(HostEndpoint endpoint, Deadline deadline) throws ConnectFailure {
        CompletableFuture<InetAddress> answer = new CompletableFuture<>();
        names.execute(() -> {
            try {
                answer.complete(InetAddress.getByName(endpoint.address()));
            } catch (UnknownHostException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw new ConnectFailure(
                    Obstacle.NAME_UNKNOWN,
                    "The name '" + endpoint.address()
                            + "' is not known here: check its spelling and this machine's DNS.",
                    null,
                    e.getCause());
        } catch (TimeoutException e) {
            throw new ConnectFailure(
                    Obstacle.TIMEOUT,
                    "The name '" + endpoint.address() + "' was not resolved within " + deadline.words()
                            + ": check this machine's DNS.",
                    null,
                    e);
        } catch (InterruptedException e) {
            throw Obstacles.interrupted(e);
        }
    }

    private ClientSession open(HostEndpoint endpoint, InetSocketAddress address, HostKeyCheck check, Deadline deadline)
            throws ConnectFailure {
        try {
            AttributeRepository context = AttributeRepository.ofKeyValuePair(HostKeyCheck.ATTRIBUTE, check);
            var connecting = client.connect(endpoint.user(), address, context, null);
            if (!connecting.await(deadline.millisLeft())) {
                connecting.cancel();
                throw Obstacles.silent(endpoint, deadline, "did not answer");
            }
            return connecting.verify(deadline.millisLeft()).getSession();
        } catch (IOException | RuntimeException e) {
            throw Obstacles.ofConnecting(endpoint, deadline, e);
        }
    }

    private static void logIn(
            ClientSession session,
            HostEndpoint endpoint,
            HostKeyCheck check,
            Credentials.Offer offer,
            Deadline deadline)
            throws ConnectFailure {
        offer.keys().forEach(session::addPublicKeyIdentity);
        try {
            var login = session.auth();
            if (!login.await(deadline.millisLeft())) {
                throw Obstacles.silent(
                        endpoint,
                        deadline,
                        check.offeredLine() == null
                                ? "accepted the connection but spoke no SSH"
                                : "did not finish the login");
            }
            login.verify(deadline.millisLeft());
        } catch (IOException | RuntimeException e) {
            throw Obstacles.ofLogin(endpoint, check, offer, e);
        }
    }

    @Override
    public void close() {
        names.shutdownNow();
        client.stop();
    }

    /** A session and the host key line that was accepted for it. */
    record Link(ClientSession session, String hostKey) {}
}
