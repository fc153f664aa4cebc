package io.kloigos.ssh.transport;

import java.util.List;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.jspecify.annotations.Nullable;

/** Stops reading from a server that has greeted us, where somebody wants to know of it before the key exchange. */
final class Greetings implements SessionListener {
    @Override
    public void sessionPeerIdentificationReceived(Session session, String version, List<String> extraLines) {
        Greeting greeting = of(session);
        if (greeting != null) {
            session.getIoSession().suspendRead();
            greeting.isOver();
        }
    }

    @Override
    public void sessionClosed(Session session) {
        Greeting greeting = of(session);
        if (greeting != null) {
            greeting.isOver();
        }
    }

    private static @Nullable Greeting of(Session session) {
        var context = ((ClientSession) session).getConnectionContext();
        return context == null ? null : context.getAttribute(Greeting.ATTRIBUTE);
    }
}
