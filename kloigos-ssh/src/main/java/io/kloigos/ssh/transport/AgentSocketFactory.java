package io.kloigos.ssh.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.agent.local.ChannelAgentForwardingFactory;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;
import org.jspecify.annotations.Nullable;

/**
 * Lets sessions log in with those of the agent's keys that they were offered. Hosts see an agent only while a command runs that
 * was given one ({@link AgentLoan}): then those keys, and the ones from files that the session logged in with.
 *
 * @param socket the user's agent; null for none
 */
record AgentSocketFactory(@Nullable Path socket) implements SshAgentFactory {
    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of(ChannelAgentForwardingFactory.OPENSSH);
    }

    @Override
    public SshAgent createClient(Session session, FactoryManager manager) throws IOException {
        var context = ((ClientSession) session).getConnectionContext();
        Credentials.Offer offer = context == null ? null : context.getAttribute(Credentials.Offer.ATTRIBUTE);
        if (!session.isAuthenticated()) {
            return held(offer);
        }
        if (!AgentLoan.isOn(session)) {
            throw new IOException("the agent is not forwarded to this host");
        }
        return lent(offer);
    }

    private SshAgent held(Credentials.@Nullable Offer offer) {
        if (socket == null || offer == null || offer.agentKeys().isEmpty()) {
            return new AgentImpl();
        }
        try {
            return new AgentSocket(socket, offer.agentKeys());
        } catch (IOException e) {
            // an agent that is gone holds no keys; the login goes on with the files
            return new AgentImpl();
        }
    }

    private SshAgent lent(Credentials.@Nullable Offer offer) throws IOException {
        if (offer == null || !offer.agentKeys().isEmpty()) {
            return held(offer);
        }
        AgentImpl agent = new AgentImpl();
        for (KeyPair key : offer.keys()) {
            agent.addIdentity(key, "kloigos");
        }
        return agent;
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("nobody connects to us");
    }
}
