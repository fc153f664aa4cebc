package io.kloigos.ssh.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.apache.sshd.agent.SshAgent;
import org.apache.sshd.agent.SshAgentFactory;
import org.apache.sshd.agent.SshAgentServer;
import org.apache.sshd.agent.local.AgentImpl;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.FactoryManager;
import org.apache.sshd.common.channel.ChannelFactory;
import org.apache.sshd.common.session.ConnectionService;
import org.apache.sshd.common.session.Session;

/** Lets sessions log in with those of the agent's keys that they were offered; the agent is not forwarded to hosts. */
record AgentSocketFactory(Path socket) implements SshAgentFactory {
    @Override
    public List<ChannelFactory> getChannelForwardingFactories(FactoryManager manager) {
        return List.of();
    }

    @Override
    public SshAgent createClient(Session session, FactoryManager manager) {
        var context = ((ClientSession) session).getConnectionContext();
        Credentials.Offer offer = context == null ? null : context.getAttribute(Credentials.Offer.ATTRIBUTE);
        if (offer == null || offer.agentKeys().isEmpty()) {
            return new AgentImpl();
        }
        try {
            return new AgentSocket(socket, offer.agentKeys());
        } catch (IOException e) {
            // an agent that is gone holds no keys; the login goes on with the files
            return new AgentImpl();
        }
    }

    @Override
    public SshAgentServer createServer(ConnectionService service) {
        throw new UnsupportedOperationException("the agent is not forwarded");
    }
}
